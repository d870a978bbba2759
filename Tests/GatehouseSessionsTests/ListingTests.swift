import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseTesting
import Testing

@Suite("Lists of sessions")
struct ListingTests {
    @Test("those used last are found by an index, without sorting all of them")
    func indexed() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            _ = try await store.ensureIndexes()
            let start = Date(timeIntervalSince1970: 1_700_000_000)
            for number in 0..<50 {
                let date = start.addingTimeInterval(Double(number * 37 % 50))
                let record = SessionRecord(
                    data: SessionData(), createdAt: date, lastSeenAt: date, expiresAt: Date().addingTimeInterval(1e6))
                _ = try await store.create(record)
            }
            try await client.run(["profile": 2])
            let found = try await store.sessions(of: nil, limit: 5)
            try await client.run(["profile": 0])
            #expect(found.map { $0.lastSeenAt.timeIntervalSince(start) } == [49, 48, 47, 46, 45])
            let asked = try #require(try await client.collection("system.profile").findOne(["op": "query"]))
            #expect(asked["docsExamined"]?.integer == 5 && asked["hasSortStage"] == nil)
        }
    }
}
