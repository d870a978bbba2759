import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Several writes in one call")
struct BulkWriteTests {
    @Test("each kind of write is made and counted", arguments: TestMongo.Server.allCases)
    func kinds(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            let notes = client.collection("notes")
            let result = try await notes.bulkWrite([
                .insertOne(["_id": 1, "a": 1]), .insertOne(["_id": 2, "a": 1]), .insertOne(["_id": 3, "a": 1]),
                .updateOne(["_id": 1], ["$set": ["a": 2]]), .updateMany(["a": 1], ["$set": ["b": true]]),
                .updateOne(["_id": 9], ["$set": ["a": 9]], upsert: true), .replaceOne(["_id": 2], with: ["c": 1]),
                .deleteOne(["_id": 3]),
            ])
            #expect(result.inserted == 3 && result.matched == 4 && result.modified == 4 && result.deleted == 1)
            #expect(result.upsertedIDs == [5: 9])
            var options = MongoCollection.FindOptions()
            options.sort = ["_id": 1]
            let stored = try await notes.find([:], options)
            #expect(stored == [["_id": 1, "a": 2], ["_id": 2, "c": 1], ["_id": 9, "a": 9]])
            let deleted = try await notes.bulkWrite([.deleteMany([:])]).deleted
            let nothing = try await notes.bulkWrite([])
            #expect(deleted == 3 && nothing.inserted == 0)
        }
    }

    @Test("in order it stops at the first refusal, else every refusal is told")
    func refusals() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            let writes: [MongoWrite] = [1, 1, 2, 2, 3].map { .insertOne(["_id": $0]) }
            let first = await #expect(throws: MongoError.self) { try await notes.bulkWrite(writes) }
            #expect(first?.code == .duplicateKey && first?.writeErrors.map { $0.index } == [1])
            let afterFirst = try await notes.count()
            let second = await #expect(throws: MongoError.self) { try await notes.bulkWrite(writes, ordered: false) }
            #expect(second?.writeErrors.map { $0.index } == [0, 1, 3])
            let afterSecond = try await notes.count()
            #expect(afterFirst == 1 && afterSecond == 3)
        }
    }
}
