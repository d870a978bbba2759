import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Transactions")
struct TransactionTests {
    struct Refusal: Error {}

    @Test("all writes happen together, or none", arguments: [TestMongo.Server.replicaSet, .threeMembers])
    func together(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let accounts = client.collection("accounts")
            try await accounts.insertMany([["_id": 1, "balance": 100], ["_id": 2, "balance": 0]])
            try await client.withTransaction { transaction in
                let accounts = transaction.collection("accounts")
                try await accounts.updateOne(["_id": 1], ["$inc": ["balance": -10]])
                try await accounts.updateOne(["_id": 2], ["$inc": ["balance": 10]])
                try await accounts.insertOne(["_id": 3, "balance": 0])
                _ = try await accounts.findOneAndUpdate(["_id": 3], ["$set": ["new": true]])
                try await accounts.bulkWrite([.deleteOne(["_id": 3])])
                let inside = try await accounts.findOne(["_id": 2])?["balance"]
                let outside = try await client.collection("accounts").findOne(["_id": 2])?["balance"]
                #expect(inside == 10 && outside == 0)
            }
            await #expect(throws: Refusal.self) {
                try await client.withTransaction { transaction in
                    try await transaction.collection("accounts").updateOne(["_id": 1], ["$inc": ["balance": -10]])
                    throw Refusal()
                }
            }
            let first = try await accounts.findOne(["_id": 1])?["balance"]
            let second = try await accounts.findOne(["_id": 2])?["balance"]
            let count = try await accounts.count()
            #expect(first == 90 && second == 10 && count == 2)
        }
    }

    @Test("transactions that conflict run again until each has happened once")
    func conflicts() async throws {
        try await TestMongo.withClient { client in
            let counters = client.collection("counters")
            try await counters.insertOne(["_id": 1, "n": 0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        // As long as a busy machine takes.
                        try await client.withTransaction(retryingFor: .seconds(900)) { transaction in
                            let counters = transaction.collection("counters")
                            let n = try await counters.findOne(["_id": 1])?["n"]?.integer ?? 0
                            try await counters.updateOne(["_id": 1], ["$set": ["n": .integer(n + 1)]])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let n = try await counters.findOne(["_id": 1])?["n"]
            #expect(n == 20)
        }
    }

    @Test("a commit whose outcome is unknown is asked for again, and happens once")
    func unknownOutcome() async throws {
        var settings = try await TestMongo.settings(on: .threeMembers)
        settings.applicationName = "unknown-outcome"
        try await TestMongo.withClient(settings) { client in
            let notes = client.collection("notes")
            try await notes.insertOne(["_id": 0, "n": 0])
            let other = try MongoClient(try await TestMongo.settings(on: .threeMembers))
            // libmongoc itself asks a second time when the connection breaks; the third time is ours.
            try await TestMongo.whileFailing(
                commandsOf: "unknown-outcome", times: 2,
                ["failCommands": ["commitTransaction"], "closeConnection": true], by: other
            ) {
                try await client.withTransaction { transaction in
                    _ = try await transaction.collection("notes").updateOne(["_id": 0], ["$inc": ["n": 1]])
                }
            }
            try await other.shutdown()
            let stored = try await notes.findOne(["_id": 0])
            #expect(stored?["n"] == 1)
        }
    }

    @Test("two calls at a time are refused, and a transaction that is over cannot be used")
    func misuse() async throws {
        try await TestMongo.withClient { client in
            try await client.collection("notes").insertOne(["_id": 0])
            let escaped = try await client.withTransaction { transaction in
                let notes = transaction.collection("notes")
                let outcomes = await withTaskGroup(of: MongoError.Code?.self) { group in
                    for _ in 0..<50 {
                        group.addTask {
                            do {
                                _ = try await notes.count()
                                return nil
                            } catch { return (error as? MongoError)?.code }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.contains(nil) && outcomes.contains(.busy))
                return notes
            }
            let error = await #expect(throws: MongoError.self) { try await escaped.count() }
            #expect(error?.code == .closed)
        }
    }

    @Test("calls besides a transaction find a connection, however many transactions there are")
    func besides() async throws {
        var settings = try await TestMongo.settings()
        (settings.poolSize, settings.maximumTransactions) = (1, 4)
        try await TestMongo.withClient(settings) { client in
            try await client.collection("notes").insertOne(["_id": 0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in Int64(1)...12 {
                    group.addTask {
                        try await client.withTransaction { transaction in
                            try await transaction.collection("notes").insertOne(["_id": .integer(number)])
                            try await client.ping()
                        }
                    }
                }
                try await group.waitForAll()
            }
            let count = try await client.collection("notes").count()
            #expect(count == 13)
        }
    }

    @Test("inside a transaction a cursor reads what the transaction wrote")
    func cursor() async throws {
        try await TestMongo.withClient { client in
            try await client.collection("notes").insertOne(["_id": 0])
            let read = try await client.withTransaction { transaction in
                let notes = transaction.collection("notes")
                try await notes.insertOne(["_id": 1])
                var read = 0
                for try await _ in notes.cursor([:], batchSize: 1) { read += 1 }
                return read
            }
            #expect(read == 2)
        }
    }

    @Test("a standalone server has no transactions, and the error says what is needed")
    func standalone() async throws {
        try await TestMongo.withClient(on: .standalone) { client in
            let error = await #expect(throws: MongoError.self) {
                try await client.withTransaction { try await $0.collection("notes").insertOne(["_id": 1]) }
            }
            #expect(error?.code == .replicaSetRequired)
            #expect(error?.description.contains("a replica set is required") == true)
            try await client.ping()
        }
    }
}
