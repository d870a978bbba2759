import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("A collection of MongoDB")
struct MongoCollectionTests {
    @Test("what was inserted is found, changed, returned and removed", arguments: TestMongo.Server.allCases)
    func lifecycle(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let notes = client.collection("notes")
            try await notes.insertOne(["_id": 1, "text": "first"])
            try await notes.insertMany([["_id": 2, "text": "second"], ["text": "third"]])
            #expect(try await notes.findOne(["_id": 1])?["text"] == "first")
            #expect(try await notes.findOne(["text": "third"])?["_id"]?.type == .objectID)
            #expect(try await notes.findOne(["_id": 9]) == nil)
            let update = try await notes.updateOne(["_id": 1], ["$set": ["text": "changed"]])
            #expect(update.matched == 1 && update.modified == 1 && update.upsertedID == nil)
            #expect(try await notes.updateMany([:], ["$set": ["seen": true]]).matched == 3)
            #expect(try await notes.replaceOne(["_id": 7], with: ["a": 1], upsert: true).upsertedID == 7)
            let before = try await notes.findOneAndUpdate(["_id": 1], ["$set": ["text": "again"]])
            #expect(before?["text"] == "changed")
            let taken = try await notes.findOneAndDelete(["_id": 1])
            #expect(taken?["text"] == "again")
            #expect(try await notes.findOneAndDelete(["_id": 1]) == nil)
            #expect(try await notes.deleteOne(["_id": 2]))
            #expect(try await notes.deleteMany([:]) == 2)
        }
    }

    @Test(
        "a taken unique value is a typed error that names the index and hides the value",
        arguments: TestMongo.Server.allCases)
    func duplicateKey(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let users = client.collection("users")
            var index = MongoIndex(["email": 1])
            index.isUnique = true
            try await users.createIndexes([index])
            try await users.insertOne(["email": "secret@example.com"])
            let error = await #expect(throws: MongoError.self) {
                try await users.insertOne(["email": "secret@example.com"])
            }
            #expect(error?.code == .duplicateKey)
            #expect(error?.duplicateKey?.index == "email_1")
            #expect(error?.duplicateKey?.fields == ["email"])
            #expect(error?.description.contains("secret") == false)
            #expect(String(reflecting: error).contains("secret"))
            let second = await #expect(throws: MongoError.self) {
                try await users.findOneAndUpdate(["_id": 1], ["$set": ["email": "secret@example.com"]], upsert: true)
            }
            #expect(second?.duplicateKey?.fields == ["email"])
        }
    }

    @Test("every refused write of an unordered insert is reported", arguments: TestMongo.Server.allCases)
    func writeErrors(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let numbers = client.collection("numbers")
            let error = await #expect(throws: MongoError.self) {
                try await numbers.insertMany(
                    [["_id": 1], ["_id": 1], ["_id": 2], ["_id": 2]], ordered: false)
            }
            let refused = error?.writeErrors.map { $0.index }
            #expect(refused == [1, 3])
            let stored = try await numbers.deleteMany([:])
            #expect(stored == 2)
        }
    }

    @Test("K1: writes wait for a majority", arguments: TestMongo.Server.allCases)
    func writeConcern(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            try await client.run(["profile": 2])
            let collection = client.collection("things")
            try await collection.insertOne(["_id": 1])
            try await collection.updateOne(["_id": 1], ["$set": ["a": 1]])
            _ = try await collection.findOneAndUpdate(["_id": 1], ["$set": ["a": 2]])
            try await collection.deleteOne(["_id": 1])
            try await client.run(["profile": 0])
            let profile = client.collection("system.profile")
            for operation in ["insert", "update", "remove", "command"] {
                var filter: BSONDocument = [
                    "op": .string(operation), "ns": .string("\(client.defaultDatabase).things"),
                ]
                if operation == "command" { try filter.append("things", forKey: "command.findAndModify") }
                let entry = try await profile.findOne(filter)
                let command = entry?["command"]?.document
                // The profiler shows a single write of an insert or a delete without its concern; the client's own
                // default is what these share with the ones that show it.
                if let concern = command?["writeConcern"]?.document { #expect(concern["w"] == "majority") }
                #expect(entry != nil, "no \(operation) was profiled")
            }
        }
    }

    @Test("a write can ask for fewer acknowledgements than all others of its client")
    func acknowledgement() async throws {
        try await TestMongo.withClient { ordinary in
            var settings = try await TestMongo.settings()
            // More servers than the set has: such a write is made, and never acknowledged.
            settings.url += (settings.url.contains("?") ? "&" : "?") + "w=5"
            let client = try MongoClient(settings)
            let counts = client.collection("counts", in: ordinary.defaultDatabase)
            let write = MongoWrite.updateOne(["_id": 1], ["$inc": ["count": 1]], upsert: true)
            let error = await #expect(throws: MongoError.self) { try await counts.bulkWrite([write]) }
            #expect(error?.code == .writeConcern)
            try await counts.bulkWrite([write], acknowledged: .primary)
            try await counts.bulkWrite([write], acknowledged: .majority)
            #expect(try await counts.findOne([:])?["count"] == 3)
            try await client.shutdown()
        }
    }

    @Test("an update without operators is refused: the server would have replaced the document")
    func operators() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            try await notes.insertOne(["_id": 1, "text": "kept"])
            for update in [[:], ["text": "lost"]] as [BSONDocument] {
                let errors = [
                    await #expect(throws: MongoError.self) { try await notes.updateOne(["_id": 1], update) },
                    await #expect(throws: MongoError.self) { try await notes.updateMany(["_id": 1], update) },
                    await #expect(throws: MongoError.self) { try await notes.findOneAndUpdate(["_id": 1], update) },
                    await #expect(throws: MongoError.self) {
                        try await notes.bulkWrite([.updateOne(["_id": 1], update)])
                    },
                ]
                #expect(errors.allSatisfy { $0?.code == .invalidUpdate })
            }
            let stored = try await notes.findOne(["_id": 1])
            #expect(stored == ["_id": 1, "text": "kept"])
        }
    }

    @Test("an unreachable server is an error within the timeout, and says so")
    func unreachable() async throws {
        var settings = MongoSettings(url: "mongodb://127.0.0.1:1/nowhere")
        settings.timeout = .milliseconds(300)
        let client = try MongoClient(settings)
        let error = await #expect(throws: MongoError.self) { try await client.ping() }
        #expect(error?.code == .timeout)
        try await client.shutdown()
        await #expect(throws: MongoError.self) { try await client.ping() }
    }

    @Test(
        "queries are sorted, skipped, limited and counted, over more than one batch of the server",
        arguments: TestMongo.Server.allCases)
    func queries(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let numbers = client.collection("numbers")
            try await numbers.insertMany((0..<250).map { ["_id": .integer($0), "even": .bool($0 % 2 == 0)] })
            var options = MongoCollection.FindOptions()
            options.sort = ["_id": -1]
            options.skip = 1
            options.limit = 120
            options.projection = ["even": 0]
            let found = try await numbers.find(["even": true], options)
            #expect(found.map { $0["_id"]?.integer } == stride(from: 246, through: 8, by: -2).map { $0 })
            #expect(!found.contains { $0["even"] != nil })
            let all = try await numbers.find([:]).count
            let counted = try await numbers.count(["even": true])
            let none = try await numbers.count(["even": 7])
            #expect(all == 250 && counted == 125 && none == 0)
        }
    }

    @Test("a pipeline makes documents, and a wrong one is an error", arguments: TestMongo.Server.allCases)
    func aggregate(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let numbers = client.collection("numbers")
            try await numbers.insertMany((0..<1000).map { ["_id": .integer($0), "group": .integer($0 % 500)] })
            let sums = try await numbers.aggregate([
                ["$group": ["_id": "$group", "sum": ["$sum": "$_id"]]], ["$sort": ["_id": 1]],
            ])
            #expect(sums.count == 500 && sums[0]["sum"] == 500)
            let error = await #expect(throws: MongoError.self) { try await numbers.aggregate([["$nonsense": [:]]]) }
            #expect(error?.code == .commandFailed)
        }
    }

    @Test("connections are opened ahead of the calls that need them, and no more than there may be")
    func warmUp() async throws {
        var settings = try await TestMongo.settings(on: .standalone)
        settings.applicationName = "warm-\(UUID().uuidString)"
        settings.poolSize = 6
        let client = try MongoClient(settings)
        /// Those of the client, with the few by which it watches the server.
        func connections() async throws -> Int {
            let reply = try await client.run(
                [
                    "aggregate": 1, "cursor": [:],
                    "pipeline": [
                        ["$currentOp": ["idleConnections": true]],
                        ["$match": ["appName": .string(settings.applicationName)]],
                    ],
                ], in: "admin")
            return reply[path: "cursor", "firstBatch"]?.array?.values.count ?? 0
        }
        // The client's own two, which watch the server, come a moment after the first call.
        let first = 3
        while try await connections() < first { try await Task.sleep(for: .milliseconds(20)) }
        try await client.warmUp(connections: 4)
        // Quick calls have connections of their own, with two more that watch.
        let warm = first + 6
        while try await connections() < warm { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await connections() == warm)
        try await client.warmUp(connections: 4)
        #expect(try await connections() == warm)
        try await client.warmUp(connections: 100)
        #expect(try await connections() == warm + 2)
        try await client.shutdown()
        await #expect(throws: MongoError.self) { try await client.warmUp(connections: 1) }
    }

    @Test("closing twice does no harm")
    func closing() async throws {
        let client = try MongoClient(try await TestMongo.settings())
        try await client.ping()
        async let first: Void = client.shutdown()
        async let second: Void = client.shutdown()
        _ = try await (first, second)
    }

    @Test("a connection string that is none is refused at once")
    func connectionString() {
        let error = #expect(throws: MongoError.self) { try MongoClient(MongoSettings(url: "nonsense")) }
        #expect(error?.code == .invalidConnectionString)
    }
}
