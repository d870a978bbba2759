import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Streams of changes")
struct ChangeStreamTests {
    @Test("every change comes, in order, with the document where it is asked for")
    func changes() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            var iterator = notes.watch(readsDocumentsOfUpdates: true).makeAsyncIterator()
            try await iterator.open()
            try await notes.insertOne(["_id": 1, "a": 1])
            try await notes.updateOne(["_id": 1], ["$set": ["a": 2]])
            try await notes.replaceOne(["_id": 1], with: ["b": 3])
            try await notes.deleteOne(["_id": 1])
            var changes: [MongoChange] = []
            for _ in 0..<4 { changes.append(try #require(try await iterator.next())) }
            #expect(changes.map { $0.kind } == [.insert, .update, .replace, .delete])
            #expect(changes.map { $0.id } == [1, 1, 1, 1])
            #expect(changes[0].document?["a"] == 1 && changes[2].document?["b"] == 3 && changes[3].document == nil)

            // Another reader goes on after the second of them.
            var later = notes.watch(after: changes[1].position).makeAsyncIterator()
            let third = try await later.next()
            #expect(third?.kind == .replace)
            try await client.run(["drop": "notes"])
            let rest = [try await later.next(), try await later.next(), try await later.next(), try await later.next()]
            #expect(rest.map { $0?.kind.name } == ["delete", "drop", "invalidate", nil])
        }
    }

    @Test("a stream goes on where it was after faults of the server and broken connections")
    func resumes() async throws {
        var settings = try await TestMongo.settings()
        settings.applicationName = "resuming"
        try await TestMongo.withClient(settings) { client in
            let other = try MongoClient(try await TestMongo.settings())
            let notes = client.collection("notes")
            try await notes.insertOne(["_id": 0])
            var iterator = notes.watch(waiting: .milliseconds(100)).makeAsyncIterator()
            try await iterator.open()
            let faults: [BSONDocument] = [
                ["failCommands": ["getMore"], "errorCode": 43], ["failCommands": ["getMore"], "errorCode": 91],
                ["failCommands": ["getMore", "aggregate"], "closeConnection": true],
            ]
            for (number, fault) in zip(Int64(1)..., faults) {
                let id = try await TestMongo.whileFailing(
                    commandsOf: "resuming", times: 4, fault, by: other
                ) {
                    try await notes.insertOne(["_id": .integer(number)])
                    return try await iterator.next()?.id
                }
                #expect(id == .integer(number))
            }
            try await other.shutdown()
        }
    }

    @Test("waiting for a change ends when the task is cancelled, and the connection comes back")
    func cancelled() async throws {
        var settings = try await TestMongo.settings()
        settings.maximumStreams = 1
        let client = try MongoClient(settings)
        for _ in 0..<3 {
            let stream = client.collection("notes").watch(waiting: .milliseconds(100))
            let reader = Task {
                var count = 0
                for try await _ in stream { count += 1 }
                return count
            }
            try await Task.sleep(for: .milliseconds(200))
            reader.cancel()
            let count = try await reader.value
            #expect(count == 0)
        }
        try await client.shutdown()
    }

    @Test("a standalone server has no streams of changes, and the error says what is needed")
    func standalone() async throws {
        try await TestMongo.withClient(on: .standalone) { client in
            let error = await #expect(throws: MongoError.self) {
                for try await _ in client.collection("notes").watch() {}
            }
            #expect(error?.code == .replicaSetRequired)
        }
    }
}
