import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Documents read batch by batch")
struct CursorTests {
    private func withNumbers(
        _ count: Int64, poolSize: Int = 2, _ body: @Sendable (MongoClient, MongoCollection) async throws -> Void
    ) async throws {
        var settings = try await TestMongo.settings()
        settings.poolSize = poolSize
        let client = try MongoClient(settings)
        let numbers = client.collection("numbers")
        try await numbers.insertMany((0..<count).map { ["_id": .integer($0)] })
        try await body(client, numbers)
        try await client.run(["dropDatabase": 1])
        try await client.shutdown()
    }

    @Test("what is read at once comes in one reply, however many documents there are")
    func atOnce() async throws {
        try await withNumbers(1000) { client, numbers in
            let asked = try await TestMongo.commands(on: client) {
                let found = try await numbers.find([:])
                let counted = try await numbers.aggregate([["$match": ["_id": ["$gte": 500]]]])
                #expect(found.count == 1000 && counted.count == 500)
            }
            #expect(asked == ["find numbers": 1, "aggregate numbers": 1])
        }
    }

    @Test("all documents come, in order, and the server is asked for no more than a batch at a time")
    func batches() async throws {
        try await withNumbers(250) { client, numbers in
            var options = MongoCollection.FindOptions()
            options.sort = ["_id": 1]
            var read: [Int64] = []
            for try await document in numbers.cursor([:], options, batchSize: 100) {
                read.append(document["_id"]?.integer ?? -1)
                if read.count == 1 {
                    // What is not read yet still lies with the server: it holds a cursor for it.
                    let reply = try await client.run(
                        [
                            "aggregate": 1, "cursor": [:],
                            "pipeline": [
                                ["$currentOp": ["idleCursors": true]],
                                ["$match": ["type": "idleCursor", "ns": .string("\(client.defaultDatabase).numbers")]],
                            ],
                        ], in: "admin")
                    #expect(reply[path: "cursor", "firstBatch"]?.array?.values.count == 1)
                }
            }
            #expect(read == Array(0..<250))
            var sums: [Int64] = []
            for try await sum in numbers.aggregateCursor([["$sort": ["_id": -1]]], batchSize: 7) {
                sums.append(sum["_id"]?.integer ?? -1)
            }
            #expect(sums == Array((0..<250).reversed()))
        }
    }

    @Test("a connection comes back when a loop is left, when an error is thrown, and after the last document")
    func connections() async throws {
        try await withNumbers(50, poolSize: 1) { client, numbers in
            for _ in 0..<5 {
                for try await _ in numbers.cursor([:], batchSize: 2) { break }
                try await client.ping()
            }
            for try await _ in numbers.cursor([:], batchSize: 2) {}
            try await client.ping()
            let error = await #expect(throws: MongoError.self) {
                for try await _ in numbers.cursor(["$nonsense": 1]) {}
            }
            #expect(error?.code == .commandFailed)
            try await client.ping()
            // All of it came with the first batch: the one connection is free inside the loop.
            for try await _ in numbers.cursor(["_id": ["$lt": 3]]) { try await client.ping() }
        }
    }

    @Test("a cursor that outlives the client is an error, not a crash")
    func outlived() async throws {
        let client = try MongoClient(try await TestMongo.settings())
        let numbers = client.collection("numbers")
        try await numbers.insertMany((0..<10).map { ["_id": .integer($0)] })
        var iterator = numbers.cursor([:], batchSize: 2).makeAsyncIterator()
        let first = try await iterator.next()
        try await numbers.deleteMany([:])
        try await client.shutdown()
        _ = try await iterator.next()
        let error = await #expect(throws: MongoError.self) { while try await iterator.next() != nil {} }
        #expect(first != nil && error?.code == .closed)
    }
}
