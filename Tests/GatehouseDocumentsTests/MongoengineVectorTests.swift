import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing
import VectorFiles

/// What mongoengine 0.29.3 sent and stored; `Tests/Vectors/mongo.json`.
@Suite("mongoengine's documents")
struct MongoengineVectorTests {
    /// The stored document of a step.
    private func document(_ step: String) throws -> BSONDocument {
        let found = try #require(try Vectors.list("mongo", "steps").first { $0["id"]?.string == step })
        return try BSONDocument(extendedJSON: try #require(found["document"]).text)
    }

    @Test(
        "a user of the post is read, and written with the same members",
        arguments: [
            "step-004", "step-006", "step-007", "step-025", "step-026", "step-027", "step-030",
        ])
    func plainUser(_ step: String) throws {
        let stored = try document(step)
        let user = try MongoengineUser.schema.decode(stored)
        // mongoengine itself writes the members now in one order, now in another.
        #expect(try Set(of: MongoengineUser.schema.encode(user)) == Set(of: stored))
        #expect(user.id.map { BSONValue.integer(Int64($0)) } == stored["_id"])
    }

    @Test("documents of each kind of key are read, and written to the same bytes")
    func keys() throws {
        let byEmail = try document("step-012")
        #expect(try EmailKeyed.schema.encode(try EmailKeyed.schema.decode(byEmail)) == byEmail)
        let bySequence = try document("step-018")
        #expect(try SequenceKeyed.schema.encode(try SequenceKeyed.schema.decode(bySequence)) == bySequence)
        let byObjectID = try document("step-021")
        let thing = try ObjectIDKeyed.schema.decode(byObjectID)
        #expect(thing.id == ObjectID(hex: "65f0c0ffee0123456789abc1"))
        #expect(thing.at == Date(timeIntervalSince1970: 1_700_000_000.123))
        #expect(thing.big == 2_147_483_647 && thing.lng == 5 && thing.flag == false && thing.tags == ["a"])
        // A LongField is an int64 whatever it holds; ours is as small as it can be, which mongoengine reads alike.
        #expect(try ObjectIDKeyed.schema.encode(thing)["lng"] == .int32(5))
    }

    @Test(
        "a counter of the post is counted on, and the user stored under its number is mongoengine's",
        arguments: TestMongo.Server.allCases)
    func counter(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            try await client.collection("counter").insertOne(try document("step-002"))
            var user = MongoengineUser(
                id: nil, email: "a@example.com", firstName: "Ann", lastName: "Lee", password: "pbkdf2_sha256$1$s$h=",
                signupDate: Date(timeIntervalSince1970: 1_700_000_000.123))
            try await Documents(MongoengineUser.self, client: client).insert(&user)
            let stored = try await client.collection("users").findOne([:])
            let counter = try await client.collection("counter").findOne([:])
            let wanted = try document("step-004")
            #expect(stored.map(Set.init(of:)) == Set(of: wanted))
            #expect(counter == ["_id": "Users", "sequence": .int32(3)])

            var seat = SequenceKeyed(name: "s", n: 1)
            try await Documents(SequenceKeyed.self, client: client).insert(&seat)
            let seats = try await client.collection("mongoengine.counters").findOne([:])
            #expect(seats == ["_id": "seq_user.id", "next": .int32(1)])
        }
    }

    @Test("documents are where mongoengine has them")
    func collections() throws {
        let theirs = try Vectors.json("mongo", "collections")
        #expect(theirs["PlainUser"]?.string == MongoengineUser.collection)
        #expect(theirs["SeqUser"]?.string == SequenceKeyed.collection)
        #expect(theirs["DefaultUser"]?.string == ObjectIDKeyed.collection)
        #expect(theirs["Counter"]?.string == "counter")
    }

    @Test("indexes that mongoengine made are ours, and none is made beside them", arguments: TestMongo.Server.allCases)
    func indexes(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            guard case .object(let collections) = try Vectors.json("mongo", "indexes") else { return }
            for collection in collections {
                guard case .object(let indexes) = collection.value else { continue }
                for index in indexes where index.name != "_id_" {
                    guard case .array(let fields)? = index.value["key"] else { continue }
                    let key = try fields.map { field -> (String, BSONValue) in
                        guard case .array(let pair) = field, let name = pair.first?.string else {
                            throw MongoengineVectorError()
                        }
                        return (name, .int32(1))
                    }
                    let isUnique = index.value["unique"] == true
                    let made: BSONDocument = [
                        "name": .string(index.name), "key": .document(BSONDocument(key)), "unique": .bool(isUnique),
                    ]
                    try await client.run(["createIndexes": .string(collection.name), "indexes": [.document(made)]])
                }
            }
            _ = try await Documents(ObjectIDKeyed.self, client: client).ensureIndexes()
            _ = try await Documents(UniqueEmail.self, client: client).ensureIndexes()
            for (name, wanted) in [("default_user", ["_id_", "name_1"]), ("int_users", ["_id_", "email_1"])] {
                let indexes = try await client.collection(name).listIndexes()
                #expect(indexes.compactMap { $0["name"]?.string } == wanted)
            }
            var taken = UniqueEmail(email: "a@example.com")
            try await Documents(UniqueEmail.self, client: client).insert(&taken)
            await #expect(throws: DocumentError.self) {
                var again = UniqueEmail(email: "a@example.com")
                try await Documents(UniqueEmail.self, client: client).insert(&again)
            }
        }
    }

    @Test("addresses that mongoengine takes are taken, with each of its options, and no others")
    func emails() throws {
        let rules: [(String, EmailRules)] = [
            ("mongoengine", EmailRules()),
            ("mongoengine_allow_utf8_user", EmailRules(allowsUnicodeLocalPart: true)),
            ("mongoengine_allow_ip_domain", EmailRules(allowsIPDomain: true)),
            ("mongoengine_whitelist_localhost", EmailRules(allowedDomains: ["localhost"])),
        ]
        let cases = try Vectors.cases("mongo", "emails")
        #expect(cases.count > 50)
        for test in cases {
            let email: String = try test.get("email")
            for (name, rules) in rules {
                let verdict = try test.get(name, as: [String: Any].self)["ok"] as? Bool
                #expect(rules.accepts(email) == verdict, "\(test.id) \(name)")
            }
        }
    }

    @Test("dates keep whole milliseconds, rounded down")
    func dates() throws {
        for test in try Vectors.cases("mongo", "datetime_precision") {
            let written: String = try test.get("bson_milliseconds")
            let milliseconds = try #require(Int64(written))
            let text: String = try test.get("input")
            let parts = text.split(separator: ".", maxSplits: 1)
            let zone = text.hasSuffix("+09:00") ? "" : "Z"
            let whole = try Date.ISO8601FormatStyle().parse(String(parts[0]) + zone)
            let fraction = parts.count == 2 ? Double("0." + parts[1]) ?? .nan : 0
            #expect(
                try whole.addingTimeInterval(fraction).bsonValue() == .datetime(milliseconds: milliseconds),
                "\(test.id)")
        }
    }
}

extension Set where Element == BSONDocument {
    /// The members of a document, in no order.
    fileprivate init(of document: BSONDocument) { self = Set(document.map { [$0.key: $0.value] }) }
}

struct MongoengineVectorError: Error {}

/// A document of a class whose address is unique.
struct UniqueEmail: Document {
    static let collection = "int_users"
    var id: Int?
    var email: String
    static let schema = Schema<UniqueEmail> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .required, .email(EmailRules()), .unique)
    }
}

/// The user of the post, with an integer key.
struct MongoengineUser: Document, Equatable {
    static let collection = "users"
    var id: Int?
    var email: String
    var firstName: String
    var lastName: String
    var password: String
    var signupDate: Date?
    var lastSigninDate: Date?

    static let schema = Schema<MongoengineUser> {
        PrimaryKey(\.id, .sequence(named: "Users"))
        Field("email", \.email, .required, .email(EmailRules()))
        Field("password", \.password, .required, .length(8...256))
        Field("first_name", \.firstName, .length(...50))
        Field("last_name", \.lastName, .length(...50))
        Field("signup_date", \.signupDate)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// A user whose key is the e-mail address.
struct EmailKeyed: Document {
    static let collection = "email_users"
    var email: String
    var password: String
    var id: String? {
        get { email }
        set { if let newValue { email = newValue } }
    }
    static let schema = Schema<EmailKeyed> {
        PrimaryKey("email", \.email)
        Field("password", \.password)
    }
}

/// A `SequenceField` as the key.
struct SequenceKeyed: Document {
    static let collection = "seq_user"
    var id: Int?
    var name: String
    var n: Int
    enum CodingKeys: String, CodingKey { case id, n, name }
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encode(n, forKey: .n)
        try container.encode(name, forKey: .name)
    }
    static let schema = Schema<SequenceKeyed> {
        PrimaryKey(\.id, .sequence(.mongoengine))
        Field("n", \.n)
        Field("name", \.name)
    }
}

/// mongoengine's own key, and a field of each simple type.
struct ObjectIDKeyed: Document {
    static let collection = "default_user"
    var id: ObjectID?
    var name: String
    var at: Date?
    var big: Int32
    var lng: Int
    var flag: Bool
    var tags: [String]
    static let schema = Schema<ObjectIDKeyed> {
        PrimaryKey(\.id, .objectID)
        Field("name", \.name, .unique)
        Field("at", \.at)
        Field("big", \.big)
        Field("lng", \.lng)
        Field("flag", \.flag)
        Field("tags", \.tags)
    }
}
