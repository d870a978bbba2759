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
            try await store.ensureIndexes()
            try await check.run(over: store)
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
