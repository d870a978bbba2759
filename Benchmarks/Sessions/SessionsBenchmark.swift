import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Logging

/// Times each engine of sessions and counts what it asks of the database. Prints Markdown for `scripts/bench`.
@main
struct SessionsBenchmark {
    static let rounds = 2000

    static func main() async throws {
        print(
            """
            One task, one request after another; microseconds, median of \(rounds). A session holds a cart of ten lines and \
            who is signed in. Commands are what one ordinary signed-in request costs the database; it also reads the account.

            | engine | make | load | change one key | load, 32 at a time | reads a request | writes a request |
            |---|---:|---:|---:|---:|---:|---:|
            """)
        let client = try MongoClient(try await TestMongo.settings())
        try await printRows(client)
        try await client.run(["dropDatabase": 1])
        try await client.shutdown()
        try await printMemory()
    }

    static func printRows(_ client: MongoClient) async throws {
        let policy = SessionPolicy()
        let keys = SecretKeys("a secret key for benchmarks, not for sites")
        try await row("database", MongoSessionStore(client: client), client)
        let cached = CachedSessionStore(
            client: client, logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await cached.run() }
            while !cached.isListening { try await Task.sleep(for: .milliseconds(5)) }
            try await row("cached-database", cached, client)
            group.cancelAll()
        }
        try await row("cache", CacheSessionStore(capacity: 1 << 30), client)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await row("file", try FileSessionStore(folder: folder), client)
        try await row("signed-cookie", SignedCookieSessionStore(keys: keys, policy: policy), client)
        try await client.collection("django_session").createIndexes([MongoIndex(["session_key": 1])])
        try await row(
            "django", DjangoSessionStore(client: client, layout: .mongoDBBackend, keys: keys, policy: policy), client)
    }

    static func record() throws -> SessionRecord {
        let now = Date()
        let lines = (0..<10).map { BSONValue.document(["sku": .string("sku-\($0)"), "quantity": .integer(Int64($0))]) }
        return SessionRecord(
            data: [
                "_auth_user_id": "1", "_auth_user_backend": "gatehouse.EmailPasswordBackend",
                "_auth_user_hash": .string(String(repeating: "0", count: 64)), "cart": .array(BSONArray(lines)),
            ], account: "1", createdAt: now, lastSeenAt: now, expiresAt: now.addingTimeInterval(86_400))
    }

    static func row(_ name: String, _ store: any SessionStore, _ client: MongoClient) async throws {
        let policy = SessionPolicy()
        let record = try record()
        let make = try await median { _ in _ = try await store.create(record) }
        let token = try await store.create(record)
        let load = try await median { _ in _ = try await store.load(token) }
        let change = try await median { number in
            var changes = SessionChanges(lastSeenAt: record.lastSeenAt, expiresAt: record.expiresAt)
            changes.set["count"] = .integer(Int64(number))
            _ = try await store.update(token, changes)
        }
        let together = try await perLoad(store, token, tasks: 32)
        // A copy is there after the change that was heard of last.
        try await Task.sleep(for: .milliseconds(200))
        _ = try await store.load(token)
        let before = try await operations(client)
        for _ in 0..<rounds {
            let session = try await Session(token, store: store, policy: policy)
            precondition(session.accountKey == "1", "the session is lost")
            try await session.save()
        }
        let after = try await operations(client)
        print(
            "| \(name) | \(micros(make)) | \(micros(load)) | \(micros(change)) | \(micros(together)) "
                + "| \(each(after.reads - before.reads)) | \(each(after.writes - before.writes)) |")
    }

    static func median(_ work: (Int) async throws -> Void) async throws -> Duration {
        var times: [Duration] = []
        for number in 0..<rounds {
            let start = ContinuousClock.now
            try await work(number)
            times.append(ContinuousClock.now - start)
        }
        return times.sorted()[rounds / 2]
    }

    /// The time that each of many loads takes when so many tasks load at once.
    static func perLoad(_ store: any SessionStore, _ token: SessionToken, tasks: Int) async throws -> Duration {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask { for _ in 0..<rounds { _ = try await store.load(token) } }
            }
            try await group.waitForAll()
        }
        return (ContinuousClock.now - start) / (tasks * rounds)
    }

    /// The reads and writes that the server counted.
    static func operations(_ client: MongoClient) async throws -> (reads: Int64, writes: Int64) {
        let counters = try await client.run(["serverStatus": 1], in: "admin")["opcounters"]?.document ?? [:]
        func count(_ name: String) -> Int64 { counters[name]?.integer ?? 0 }
        return (count("query"), count("insert") + count("update") + count("delete"))
    }

    static func each(_ count: Int64) -> String { String(format: "%.2f", Double(count) / Double(rounds)) }
    static func micros(_ time: Duration) -> String { String(format: "%.1f", time / .microseconds(1)) }

    /// What a cached session takes, by the system's count and by ours.
    static func printMemory() async throws {
        let store = CacheSessionStore(capacity: 2 << 30)
        let count = 100_000
        let before = residentBytes()
        for _ in 0..<count { _ = try await store.create(try record()) }
        let bytes = residentBytes() - before
        print(
            "\nA cached session takes \(bytes / count) bytes of memory (\(count) of them); the cache counts "
                + "\(store.size / count).")
    }

    static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
