import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMongo
import GatehouseMongoStores
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing
import VectorFiles

@testable import GatehouseAuth

/// The user of `django.contrib.auth` as django-mongodb-backend stores it.
struct DjangoUser: PermissionHolder {
    static let collection = "auth_user"
    var id: ObjectID?
    var password: PasswordHash
    var lastSigninDate: Date?
    var isSuperuser = false
    var username: String
    var firstName = ""
    var lastName = ""
    var email: String
    var isStaff = false
    var isActive = true
    var dateJoined: Date
    var permissions: [String] { [] }
    var groups: [String] { [] }

    enum CodingKeys: String, CodingKey {
        case id, password
        case lastSigninDate = "lastLogin"
        case isSuperuser, username, firstName, lastName, email, isStaff, isActive, dateJoined
    }

    static let schema = Schema<DjangoUser> {
        PrimaryKey(\.id, .objectID)
        Field("password", \.password)
        Field("last_login", \.lastSigninDate)
        Field("is_superuser", \.isSuperuser)
        Field("username", \.username, .unique)
        Field("first_name", \.firstName)
        Field("last_name", \.lastName)
        Field("email", \.email)
        Field("is_staff", \.isStaff)
        Field("is_active", \.isActive)
        Field("date_joined", \.dateJoined)
    }
}

/// What django-mongodb-backend sent and stored: `Tests/Vectors/djmongo-5.2.json` and `djmongo-6.1.json`.
@Suite("django-mongodb-backend's collections", .serialized)
struct DjangoBackendVectorTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        let version: String
        let steps: [JSONValue]
        let indexes: JSONValue
        let login: JSONValue
        let collections: [String]
        var testDescription: String { version }

        /// The stored document of a step.
        func document(_ step: String) throws -> BSONDocument {
            let found = try #require(steps.first { $0["id"]?.string == step })
            return try BSONDocument(extendedJSON: try #require(found["document"]).text)
        }
    }

    static let all: [Recorded] = {
        guard
            let old = try? Recorded(
                version: "5.2", steps: Vectors.list("djmongo-5.2", "steps"),
                indexes: Vectors.json("djmongo-5.2", "indexes"), login: Vectors.json("djmongo-5.2", "login_session"),
                collections: Vectors.list("djmongo-5.2", "collections").compactMap(\.string)),
            let new = try? Recorded(
                version: "6.1", steps: Vectors.list("djmongo-6.1", "steps"),
                indexes: Vectors.json("djmongo-6.1", "indexes"), login: Vectors.json("djmongo-6.1", "login_session"),
                collections: Vectors.list("djmongo-6.1", "collections").compactMap(\.string))
        else { return [] }
        return [old, new]
    }()

    private let keys = SecretKeys("django-insecure-public-vector-key-(0)!@#$%^&*-_=+abcdefghij")
    private let clock = Clock()

    private var policy: SessionPolicy {
        var policy = SessionPolicy()
        policy.now = { [clock] in clock.now }
        return policy
    }

    /// Makes the collections and indexes of Django's migrations.
    private func migrate(_ recorded: Recorded, _ client: MongoClient) async throws {
        for collection in recorded.collections {
            try await client.run(["create": .string(collection)])
            guard case .object(let indexes)? = recorded.indexes[collection] else { continue }
            for index in indexes where index.name != "_id_" {
                guard case .array(let fields)? = index.value["key"] else { continue }
                let names = fields.compactMap { field -> String? in
                    guard case .array(let pair) = field else { return nil }
                    return pair.first?.string
                }
                var members: [(String, BSONValue)] = [
                    ("name", .string(index.name)),
                    ("key", .document(BSONDocument(names.map { ($0, BSONValue.int32(1)) }))),
                ]
                if index.value["unique"] == true { members.append(("unique", true)) }
                if let filter = index.value["partialFilterExpression"] {
                    members.append(("partialFilterExpression", .document(try BSONDocument(extendedJSON: filter.text))))
                }
                try await client.run([
                    "createIndexes": .string(collection), "indexes": [.document(BSONDocument(members))],
                ])
            }
        }
    }

    @Test(
        "users are read, and written to the same bytes but for what is null there",
        arguments: DjangoBackendVectorTests.all)
    func users(recorded: Recorded) throws {
        for step in ["step-001", "step-013"] {
            let stored = try recorded.document(step)
            let user = try DjangoUser.schema.decode(stored)
            #expect(user.username == "ann" && user.email == "x@Example.COM")
            #expect((user.lastSigninDate == nil) == (stored["last_login"] == .null))
            let present = BSONDocument(stored.filter { $0.value != .null }.map { ($0.key, $0.value) })
            #expect(try DjangoUser.schema.encode(user) == present, "\(step)")
        }
    }

    @Test(
        "a session of its login() is its user's here, and its rows are gone on with",
        arguments: DjangoBackendVectorTests.all)
    func session(recorded: Recorded) async throws {
        try await TestMongo.withClient { client in
            try await migrate(recorded, client)
            let users = Documents(DjangoUser.self, client: client)
            _ = try await users.ensureIndexes()
            try await client.collection("auth_user").insertOne(try recorded.document("step-013"))
            let row = try BSONDocument(extendedJSON: try #require(recorded.login["row"]).text)
            try await client.collection("django_session").insertOne(row)
            #expect(try await DjangoSessionLayout.detect(in: client) == .mongoDBBackend)

            let model = "django.contrib.auth.backends.ModelBackend"
            let catalog = BackendCatalog(
                users, passwords: PasswordHashing([InsecureMD5Hasher()]), header: "Remote-User", own: [])
            let accounts = Accounts(
                users, passwords: PasswordHashing([InsecureMD5Hasher()]), keys: keys,
                backends: try catalog.select([BackendSelection("email-password", sessionName: model)]),
                now: { [clock] in clock.now })
            let store = DjangoSessionStore(client: client, layout: .mongoDBBackend, keys: keys, policy: policy)
            let key = try #require(recorded.login["session_key"]?.string)
            let session = try await Session(store.token(of: key), store: store, policy: policy)
            guard case .object(let members)? = recorded.login["data"] else { return }
            #expect(Set(session.keys) == Set(members.map(\.name)))
            #expect(session.accountKey == recorded.login["data"]?["_auth_user_id"]?.string)
            #expect(try await accounts.user(of: session)?.username == "ann")

            // As Django's cycle_key(): a new row with the same in it, and the old one is gone.
            session.cycleToken()
            try await session.save()
            let rows = try await client.collection("django_session").find([:])
            #expect(rows.count == 1 && rows[0].keys == row.keys)
            #expect(rows[0]["session_key"] != row["session_key"])
            let again = try await Session(session.token, store: store, policy: policy)
            #expect(again["cart", as: [Int].self] == [1] && again.accountKey == session.accountKey)

            // Signing in writes what login() writes.
            var user = try #require(try await users.find { $0.username == "ann" }.first)
            clock.advance(by: 10)
            user = try #require(try await accounts.signIn(try accounts.proof(of: user), again).user)
            let stored = try #require(try await client.collection("auth_user").findOne([:]))
            #expect(stored["last_login"] == (try clock.now.bsonValue()))
            #expect(stored.keys == (try recorded.document("step-013").keys))

            // Of a row that vanished: Django's save is an UpdateError, and ours makes no row again.
            try await client.collection("django_session").deleteMany([:])
            again["x", as: Int.self] = 1
            await #expect(throws: SessionError.self) { try await again.save() }
            #expect(try await client.collection("django_session").find([:]).isEmpty)
        }
    }

    @Test(
        "beside its indexes ours are made, and a name that is taken is refused as there",
        arguments: DjangoBackendVectorTests.all)
    func taken(recorded: Recorded) async throws {
        try await TestMongo.withClient { client in
            try await migrate(recorded, client)
            let users = Documents(DjangoUser.self, client: client)
            _ = try await users.ensureIndexes()
            try await client.collection("auth_user").insertOne(try recorded.document("step-001"))
            var second = DjangoUser(password: PasswordHash("!"), username: "ann", email: "", dateJoined: clock.now)
            await #expect(throws: DocumentError.self) { try await users.insert(&second) }
            second.username = "bob"
            try await users.insert(&second)
            let violation = recorded.steps.first { $0["id"]?.string == "step-021" }
            #expect(violation?["raises"]?.string == "IntegrityError")
        }
    }

    @Test("keys are the texts that Django's are", arguments: DjangoBackendVectorTests.all)
    func keyTexts(recorded: Recorded) throws {
        let user = try DjangoUser.schema.decode(try recorded.document("step-001"))
        #expect(user.id?.keyText == recorded.login["data"]?["_auth_user_id"]?.string)
        let malformed = try #require(recorded.steps.first { $0["id"]?.string == "step-005" })
        #expect(malformed["raises"]?.string == "ValidationError" && ObjectID(keyText: "not-an-objectid") == nil)
    }
}
