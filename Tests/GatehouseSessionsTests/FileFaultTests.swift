import Foundation
import GatehouseSessions
import Testing

@Suite("Session files when something goes another way")
struct FileFaultTests {
    private func saved(_ store: FileSessionStore) async throws -> SessionToken {
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        try session.set(1, for: "k")
        try await session.save()
        return try #require(session.token)
    }

    @Test("S8: a folder that is gone, or another one in its place, is a fault and not a visitor without a session")
    func folder() async throws {
        let folder = NSTemporaryDirectory() + "gatehouse-\(UUID().uuidString)"
        let store = try FileSessionStore(folder: folder)
        let token = try await saved(store)
        #expect(try await store.load(SessionToken()) == nil)
        // Moved and not removed: a file system may give the number of a folder that is gone to the next one.
        try FileManager.default.moveItem(atPath: folder, toPath: folder + "-moved")
        defer { try? FileManager.default.removeItem(atPath: folder + "-moved") }
        await #expect(throws: SessionFileError.self) { try await store.load(token) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        await #expect(throws: SessionFileError.self) { try await store.load(token) }
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test("a file that cannot be read can be ended")
    func unreadable() async throws {
        let folder = NSTemporaryDirectory() + "gatehouse-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try FileSessionStore(folder: folder)
        let token = try await saved(store)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".session") }
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(try #require(names.first))"))
        await #expect(throws: (any Error).self) { try await store.load(token) }
        try await store.delete(token)
        #expect(try await store.load(token) == nil)
    }
}
