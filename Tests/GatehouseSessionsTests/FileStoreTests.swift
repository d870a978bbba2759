import Foundation
import GatehouseBSON
import GatehouseTesting
import Synchronization
import Testing

@testable import GatehouseSessions

@Suite("Sessions in files")
struct FileStoreTests {
    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix("lock-") }
    }

    private func record(_ text: String = "x") -> SessionRecord {
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        return SessionRecord(
            data: ["text": .string(text)], createdAt: now, lastSeenAt: now, expiresAt: now.addingTimeInterval(60))
    }

    private func changes(_ set: SessionData) -> SessionChanges {
        var changes = SessionChanges(lastSeenAt: Date(), expiresAt: Date().addingTimeInterval(60))
        changes.set = set
        return changes
    }

    @Test("C1: a file is named by the hash of the token, holds no token, and is for its owner alone")
    func names() async throws {
        try await withFolder { folder in
            let store = try FileSessionStore(folder: folder)
            let token = try await store.create(record())
            let names = try files(folder)
            #expect(names == ["\(token.id.text).session"])
            let path = "\(folder)/\(names[0])"
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
            #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
            let content = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(content.firstRange(of: Data(token.text.utf8)) == nil)
        }
    }

    @Test("a folder that others can write to, or that is a link, is refused")
    func folders() async throws {
        try await withFolder { folder in
            _ = try FileSessionStore(folder: folder)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: folder)
            #expect(throws: SessionFileError.self) { try FileSessionStore(folder: "\(folder)/link") }
            try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
            #expect(throws: SessionFileError.self) { try FileSessionStore(folder: "\(folder)/file") }
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            #expect(throws: SessionFileError.self) { try FileSessionStore(folder: folder) }
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        }
    }

    @Test("a link in the place of a session is not followed")
    func links() async throws {
        try await withFolder { folder in
            let store = try FileSessionStore(folder: folder)
            let token = try await store.create(record())
            let path = "\(folder)/\(token.id.text).session"
            try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/moved")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(folder)/moved")
            await #expect(throws: SessionFileError.self) { try await store.load(token) }
        }
    }

    /// A disk that takes a number of bytes more.
    final class Disk: Sendable {
        let room = Mutex(Int.max)
        var calls: FileCalls {
            var calls = FileCalls()
            let system = calls.write
            calls.write = { file, bytes in
                let room = self.room.withLock { $0 }
                guard room > 0 else {
                    errno = ENOSPC
                    return -1
                }
                let count = system(file, UnsafeRawBufferPointer(rebasing: bytes.prefix(room)))
                self.room.withLock { $0 -= max(0, count) }
                return count
            }
            return calls
        }
    }

    @Test("R5: on a full disk a write fails, the old session stays whole, and all goes on when there is room again")
    func fullDisk() async throws {
        try await withFolder { folder in
            let disk = Disk()
            let store = try FileSessionStore(folder: folder, calls: disk.calls)
            let token = try await store.create(record("old"))
            let names = try files(folder)
            for room in [0, 1, 50] {
                disk.room.withLock { $0 = room }
                let error = await #expect(throws: SessionFileError.self) {
                    try await store.update(token, changes(["text": "new"]))
                }
                #expect(error?.number == ENOSPC && error?.call == "write")
                await #expect(throws: SessionFileError.self) { try await store.create(record()) }
                await #expect(throws: SessionFileError.self) { try await store.replace(token, changes([:])) }
                #expect(try await store.load(token)?.data == ["text": "old"])
                #expect(try files(folder) == names)
            }
            disk.room.withLock { $0 = .max }
            #expect(try await store.update(token, changes(["text": "new"])) == token)
            #expect(try await store.load(token)?.data == ["text": "new"])
        }
    }

    @Test("what a crash left in the middle of a write is removed with the ended sessions, later")
    func leftovers() async throws {
        try await withFolder { folder in
            let store = try FileSessionStore(folder: folder)
            let (old, new) = ("\(folder)/new-old", "\(folder)/new-fresh")
            for path in [old, new] { try Data("half".utf8).write(to: URL(fileURLWithPath: path)) }
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-7200)], ofItemAtPath: old)
            _ = try await store.create(record())
            #expect(try await store.clearExpired(before: Date()) == 1)
            #expect(try files(folder) == ["new-fresh"])
        }
    }
}
