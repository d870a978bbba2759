import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing
import VectorFiles

@Suite("Sessions beside Django")
struct DjangoStoreTests {
    private let keys = SecretKeys(DjangoVectorTests.key)

    private func store(_ client: MongoClient, _ layout: DjangoSessionLayout, _ clock: Clock) -> DjangoSessionStore {
        DjangoSessionStore(client: client, layout: layout, keys: keys, policy: clock.policy)
    }

    @Test("rows of both layouts are read, and written in the same shape")
    func layouts() async throws {
        let clock = Clock()
        let text = "eyJfYXV0aF91c2VyX2lkIjoiMSIsIngiOiJ2MSJ9:1r31eq:vxqI3BxD6QgQugzulm6dDVngueRVmhsv_VaVqYRv66Y"
        for layout in [DjangoSessionLayout.mongoDBBackend, .mongoEngine] {
            try await TestMongo.withClient { client in
                let rows = client.collection("django_session")
                let key = "sessionkey0public000000000000001"
                let end = try clock.now.addingTimeInterval(1_209_600).bsonValue()
                let rest: [(String, BSONValue)] = [("session_data", .string(text)), ("expire_date", end)]
                try await rows.insertOne(
                    BSONDocument(
                        layout == .mongoEngine
                            ? [("_id", .string(key))] + rest
                            : [("_id", .objectID(ObjectID())), ("session_key", .string(key))] + rest))
                #expect(try await DjangoSessionLayout.detect(in: client) == layout)
                let store = store(client, layout, clock)
                let session = try await Session(store.token(of: key), store: store, policy: clock.policy)
                #expect(session["x", as: String.self] == "v1" && session.accountKey == "1")
                session["y", as: [Int].self] = [1]
                try await session.save()
                #expect(session.token?.text == key)
                let row = try #require(try await rows.findOne([:]))
                let stored = try #require(row["session_data"]?.string)
                let json = try DjangoSessionCodec(keys: keys).json(of: stored)
                #expect(json.hasPrefix(#"{"_auth_user_id":"1","x":"v1","y":[1],"_gatehouse":{"#))
                let first = layout == .mongoEngine ? ["_id"] : ["_id", "session_key"]
                #expect(row.keys == first + ["session_data", "expire_date"])
                let token = try #require(session.token)
                let record = try #require(try await store.load(token))
                let fresh = try await store.create(record)
                #expect(fresh.text.utf8.count == 32)
                #expect(try await rows.find([:]).last?.keys == row.keys)
            }
        }
    }

    @Test("with no rows the indexes tell the layout, and with none nobody knows")
    func detection() async throws {
        try await TestMongo.withClient { client in
            #expect(try await DjangoSessionLayout.detect(in: client) == nil)
            try await client.collection("django_session").createIndexes([MongoIndex(["expire_date": 1])])
            #expect(try await DjangoSessionLayout.detect(in: client) == .mongoEngine)
            try await client.collection("django_session").createIndexes([MongoIndex(["session_key": 1])])
            #expect(try await DjangoSessionLayout.detect(in: client) == .mongoDBBackend)
        }
    }

    @Test("members that nobody changes keep every digit and their places, also under a new key")
    func untouched() async throws {
        let clock = Clock()
        try await TestMongo.withClient { client in
            let members = #""big":123456789012345678901234567890,"f":1.0,"u":"é","n":{"$odd":[1e+100]}"#
            let value = try #require(JSONValue("{\(members)}"))
            let text = SignedJSON(keys: keys, salt: DjangoSessionCodec.storeSalt).dumps(value, compresses: true)
            try await client.collection("django_session").insertOne([
                "session_key": "abcdefgh", "session_data": .string(text),
                "expire_date": try clock.now.addingTimeInterval(100_000).bsonValue(),
            ])
            let store = store(client, .mongoDBBackend, clock)
            let session = try await Session(store.token(of: "abcdefgh"), store: store, policy: clock.policy)
            session.cycleToken()
            session["new", as: Bool.self] = true
            try await session.save()
            let row = try #require(try await client.collection("django_session").findOne([:]))
            #expect(row["session_key"] == .string(session.token?.text ?? ""))
            let stored = try #require(row["session_data"]?.string)
            let json = try DjangoSessionCodec(keys: keys).json(of: stored)
            #expect(json.hasPrefix("{" + members.replacing("é", with: "\\u00e9") + #","new":true"#))
        }
    }

    @Test("C2, C11: a row that our keys did not sign is nobody's session, and is not written to")
    func unsigned() async throws {
        let clock = Clock()
        try await TestMongo.withClient { client in
            let other = DjangoSessionCodec(keys: SecretKeys("another key"))
            let row: BSONDocument = [
                "_id": "abcdefgh", "session_data": .string(try other.encode(["_auth_user_id": "1"])),
                "expire_date": try clock.now.addingTimeInterval(100).bsonValue(),
            ]
            try await client.collection("django_session").insertOne(row)
            let store = store(client, .mongoEngine, clock)
            let session = try await Session(store.token(of: "abcdefgh"), store: store, policy: clock.policy)
            #expect(session.token == nil && session.accountKey == nil)
            session["k", as: Int.self] = 1
            try await session.save()
            #expect(session.token?.text != "abcdefgh")
            #expect(try await client.collection("django_session").findOne(["_id": "abcdefgh"]) == row)
        }
    }

    @Test(
        "texts count as keys as they do in Django, where its column can hold them",
        arguments: try Vectors.cases("sessions", "session_key_validation"))
    func keys(vector: Vectors.Case) async throws {
        try await TestMongo.withClient { client in
            let store = store(client, .mongoDBBackend, Clock())
            let text = vector["key", as: String.self] ?? ""
            let isAccepted = try vector.get("accepted_as_session_key", as: Bool.self)
            let fits = text.unicodeScalars.count <= 40 && !text.contains(" ")
            #expect((store.token(of: text) != nil) == (isAccepted && fits))
        }
    }

    @Test("C7: a session that Django made ends when its row says so, and its use is noted once in a while")
    func touch() async throws {
        let clock = Clock()
        try await TestMongo.withClient { client in
            let codec = DjangoSessionCodec(keys: keys)
            try await client.collection("django_session").insertOne([
                "session_key": "abcdefgh", "session_data": .string(try codec.encode(["k": 1])),
                "expire_date": try clock.now.addingTimeInterval(1_209_600).bsonValue(),
            ])
            let store = store(client, .mongoDBBackend, clock)
            let token = store.token(of: "abcdefgh")
            func open() async throws -> Session { try await Session(token, store: store, policy: clock.policy) }
            clock.advance(299)
            #expect(try await !open().save())
            clock.advance(1)
            #expect(try await open().save())
            clock.advance(1_209_599)
            #expect(try await open().token != nil)
            clock.advance(1)
            #expect(try await open().token == nil)
        }
    }
}
