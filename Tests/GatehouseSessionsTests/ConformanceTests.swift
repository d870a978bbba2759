import Foundation
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

/// Every engine through the suite that users run over theirs.
@Suite("Every engine")
struct ConformanceTests {
    @Test("cache", arguments: SessionStoreConformance.checks)
    func cache(check: SessionStoreConformance.Check) async throws {
        try await check.run(over: CacheSessionStore())
    }

    @Test("database", arguments: SessionStoreConformance.checks)
    func database(check: SessionStoreConformance.Check) async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            _ = try await store.ensureIndexes()
            try await check.run(over: store)
        }
    }

    @Test("cached-database", arguments: SessionStoreConformance.checks)
    func cachedDatabase(check: SessionStoreConformance.Check) async throws {
        try await TestMongo.withClient { client in
            let store = CachedSessionStore(client: client)
            _ = try await store.ensureIndexes()
            try await withListening([store]) { try await check.run(over: $0[0]) }
        }
    }

    @Test("a suite that finds nothing wrong with an engine that forgets would be none")
    func failing() async throws {
        struct Forgetful: SessionStore {
            let base = CacheSessionStore()
            func load(_ token: SessionToken) async throws -> SessionRecord? { try await base.load(token) }
            func create(_ record: SessionRecord) async throws -> SessionToken { try await base.create(record) }
            // Reads, and writes everything later, as naive engines do: of two at a time one is lost, and what was
            // removed meanwhile comes back.
            func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
                guard let record = try await base.load(token) else { return nil }
                await Task.yield()
                return try await base.create(changes.applied(to: record))
            }
            func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
                try await update(token, changes)
            }
            func delete(_ token: SessionToken) async throws { try await base.delete(token) }
        }
        await #expect(throws: SessionStoreConformance.Failure.self) {
            try await SessionStoreConformance.run(over: Forgetful())
        }
    }

    @Test("file", arguments: SessionStoreConformance.checks)
    func file(check: SessionStoreConformance.Check) async throws {
        try await withFolder { folder in try await check.run(over: try FileSessionStore(folder: folder)) }
    }

    @Test("signed-cookie", arguments: SessionStoreConformance.checks)
    func signedCookie(check: SessionStoreConformance.Check) async throws {
        let keys = SecretKeys("a key for tests only")
        try await check.run(over: SignedCookieSessionStore(keys: keys, policy: SessionPolicy()))
    }

    @Test("django", arguments: SessionStoreConformance.checks, [DjangoSessionLayout.mongoDBBackend, .mongoEngine])
    func django(check: SessionStoreConformance.Check, layout: DjangoSessionLayout) async throws {
        try await TestMongo.withClient { client in
            let keys = SecretKeys("a key for tests only")
            try await check.run(
                over: DjangoSessionStore(client: client, layout: layout, keys: keys, policy: SessionPolicy()))
        }
    }
}

/// Runs a test with an empty folder of its own.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
