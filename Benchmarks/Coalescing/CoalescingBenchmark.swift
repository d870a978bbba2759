import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseLocalMongo
import GatehouseMongo

/// Look-ups by key from many callers at a time, together and one by one; prints the rows of a table.
@main
struct CoalescingBenchmark {
    struct Account: Document {
        static let collection = "accounts"
        var id: Int?
        var email: String
        var firstName: String
        var password: String
        static let schema = Schema<Account> {
            PrimaryKey(\.id, .assigned)
            Field("email", \.email)
            Field("first_name", \.firstName)
            Field("password", \.password)
        }
    }

    static let accounts = 10_000

    static func main() async throws {
        guard let executable = MongoExecutable.find() else { fatalError("mongod is not installed; run `make mongod`") }
        let folder = FileManager.default.temporaryDirectory.path + "/gatehouse-bench-\(UUID().uuidString)"
        let server = try await LocalMongo.start(executable: executable, folder: folder, isTemporary: true)
        let client = try MongoClient(MongoSettings(url: server.url))
        let documents = Documents(Account.self, client: client)
        var all = (1...accounts).map {
            Account(
                id: $0, email: "user\($0)@example.com", firstName: "User \($0)",
                password: String(repeating: "x", count: 97))
        }
        try await documents.insert(contentsOf: &all)
        print("| callers | look-ups/s together | commands | look-ups per command | look-ups/s one by one | ratio |")
        print("|---:|---:|---:|---:|---:|---:|")
        let collection = client.collection(Account.collection)
        for callers in [1, 8, 64, 256] {
            let count = 40_000
            let together = try await measure(client, callers, count) { _ = try await documents.find($0) }
            let apart = try await measure(client, callers, count / 4) { key in
                _ = try await collection.findOne(["_id": .integer(Int64(key))]).map(Account.schema.decode)
            }
            let ratio = together.rate / apart.rate
            print(
                "| \(callers) | \(Int(together.rate)) | \(together.commands) |",
                String(format: "%.1f | %d | %.2f |", Double(count) / Double(together.commands), Int(apart.rate), ratio))
        }
        try await JoinBenchmark.run(
            port: URLComponents(string: server.url)?.port ?? 27017, database: client.defaultDatabase)
        try await client.shutdown()
        await server.stop()
    }

    /// How many look-ups a second, and how many commands the server saw.
    static func measure(
        _ client: MongoClient, _ callers: Int, _ count: Int, _ look: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> (rate: Double, commands: Int) {
        let before = try await finds(client)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var key = caller * 7919 % accounts
                    for _ in 0..<(count / callers) {
                        try await look(key + 1)
                        key = (key + 7907) % accounts
                    }
                }
            }
            try await group.waitForAll()
        }
        let time = ContinuousClock.now - start
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        return (Double(count) / seconds, try await finds(client) - before)
    }

    static func finds(_ client: MongoClient) async throws -> Int {
        let status = try await client.run(["serverStatus": 1], in: "admin")
        return Int(status[path: "metrics", "commands", "find", "total"]?.integer ?? 0)
    }
}
