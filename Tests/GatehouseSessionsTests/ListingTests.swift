import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
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

    @Test("beside Django they are found by Django's index on the end, and one is ended by reading keys alone")
    func beside() async throws {
        for layout in [DjangoSessionLayout.mongoDBBackend, .mongoEngine] {
            try await TestMongo.withClient { client in
                let rows = client.collection(DjangoSessionLayout.collection)
                try await rows.createIndexes([MongoIndex(["expire_date": 1])])
                if layout == .mongoDBBackend { try await rows.createIndexes([MongoIndex(["session_key": 1])]) }
                let store = DjangoSessionStore(
                    client: client, layout: layout, keys: SecretKeys("a key for tests only"), policy: SessionPolicy())
                let start = Date(timeIntervalSince1970: 1_700_000_000)
                for number in 0..<50 {
                    let date = start.addingTimeInterval(Double(number * 37 % 50))
                    let record = SessionRecord(
                        data: SessionData(), createdAt: date, lastSeenAt: date,
                        expiresAt: date.addingTimeInterval(1_209_600))
                    _ = try await store.create(record)
                }
                // What our keys did not sign takes no place in the list.
                try await rows.updateOne(
                    ["expire_date": ["$gt": .datetime(milliseconds: 0)]], ["$set": ["session_data": "x"]])
                let whole = try await store.sessions(of: nil, limit: 1000)
                #expect(whole.count == 49)
                try await client.run(["profile": 2])
                let found = try await store.sessions(of: nil, limit: 5)
                try await client.run(["profile": 0])
                #expect(found == Array(whole.prefix(5)))
                let asked = try #require(
                    try await client.collection("system.profile").findOne(["op": "query", "ns": ["$regex": "session"]]))
                #expect(
                    (5...6).contains(asked["docsExamined"]?.integer ?? 0) && asked["hasSortStage"] == nil, "\(layout)")
                try await client.run(["drop": "system.profile"])

                try await client.run(["profile": 2])
                let isEnded = try await store.revoke(whole[48].id)
                try await client.run(["profile": 0])
                #expect(isEnded)
                let read = try #require(
                    try await client.collection("system.profile").findOne(["op": "query", "ns": ["$regex": "session"]]))
                #expect(read["docsExamined"]?.integer == 0, "\(layout)")
                #expect(try await store.sessions(of: nil, limit: 1000).count == 48)
            }
        }
    }

    @Test("no more are held than twice as many as are wanted, and they are the newest")
    func newest() throws {
        func session(_ seconds: Int) -> SessionSummary {
            let date = Date(timeIntervalSince1970: Double(seconds))
            return SessionSummary(
                id: SessionID(hashing: "\(seconds)".utf8),
                SessionRecord(data: SessionData(), createdAt: date, lastSeenAt: date, expiresAt: date))
        }
        for limit in [0, 1, 5, 40, 1000, Int.max] {
            var kept = NewestSessions(limit)
            for number in 0..<500 { kept.add(session(number * 37 % 500)) }
            #expect(
                kept.all.map(\.lastSeenAt.timeIntervalSince1970) == (0..<500).reversed().prefix(limit).map(Double.init))
        }
    }
}
