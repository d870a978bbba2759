import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing
import VectorFiles

extension SessionData {
    /// The values of a JSON text, read as those of a session of Django's.
    static func json(text: String) throws -> SessionData {
        let keys = SecretKeys("a key for tests only")
        let value = try #require(JSONValue(text))
        let signed = SignedJSON(keys: keys, salt: DjangoSessionCodec.storeSalt).dumps(value)
        return try DjangoSessionCodec(keys: keys).decode(signed)
    }

    static func json(_ object: [String: Any]) throws -> SessionData {
        try json(text: String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
    }
}

@Suite("Django's sessions, to the byte")
struct DjangoVectorTests {
    static let key = "django-insecure-public-vector-key-(0)!@#$%^&*-_=+abcdefghij"
    static let keys = SecretKeys(key)

    @Test("what we write is what Django writes", arguments: try Vectors.cases("sessions", "encode"))
    func encode(vector: Vectors.Case) throws {
        let codec = DjangoSessionCodec(keys: Self.keys, salt: try vector.get("salt"))
        let now = Date(timeIntervalSince1970: try vector.get("now", as: Double.self))
        let data = try SessionData.json(text: try vector.get("serialized"))
        let text = try codec.encode(data, at: now)
        if try vector.get("compressed", as: Bool.self) {
            // zlib's output differs between its builds.
            #expect(text.hasPrefix("."))
        } else {
            #expect(text == (try vector.get("encoded", as: String.self)))
        }
        #expect(try codec.json(of: text, at: now) == (try vector.get("serialized", as: String.self)))
        #expect(try codec.decode(try vector.get("encoded"), at: now) == data)
    }

    @Test(
        "C11: what Django reads we read, and what it refuses we refuse",
        arguments: try Vectors.cases("sessions", "decode"))
    func decode(vector: Vectors.Case) throws {
        let keys = SecretKeys(try vector.get("key"), fallbacks: try vector.get("fallback_keys"))
        let codec = DjangoSessionCodec(keys: keys)
        let text = try vector.get("session_data", as: String.self)
        let now = Date(timeIntervalSince1970: try vector.get("now", as: Double.self))
        if let expected = vector["decoded", as: [String: Any].self], !expected.isEmpty {
            #expect(try codec.decode(text, at: now) == (try SessionData.json(expected)))
        } else {
            // Django takes a list for a session, too; here every session is an object.
            #expect(throws: SigningError.self) { try codec.decode(text, at: now) }
        }
    }

    @Test("a row and a file of Django's")
    func rowAndFile() throws {
        let row = try Vectors.object("sessions", "row")
        let columns = try row.get("columns", as: [String: String].self)
        let codec = DjangoSessionCodec(keys: Self.keys)
        let decoded = try SessionData.json(try row.get("decoded", as: [String: Any].self))
        let stored = try #require(columns["session_data"])
        #expect(try codec.decode(stored) == decoded)
        let now = Date(timeIntervalSince1970: 1_700_000_000.123456)
        #expect(try codec.encode(["_auth_user_id": "1", "x": "v1"], at: now) == columns["session_data"])
        let file = try Vectors.object("sessions", "file_engine")
        #expect(try codec.decode(try file.get("content")) == ["a": 1])
    }

    @Test(
        "keys, the cookie and the age are Django's by default, and the cookie goes over HTTPS alone where there is any")
    func constants() async throws {
        let constants = try Vectors.object("sessions", "constants")
        let settings: [String: Any] = try constants.get("settings")
        #expect(SessionPolicy().age == (settings["SESSION_COOKIE_AGE"] as? Int).map { .seconds($0) })
        #expect(SessionPolicy().savesEveryRequest == settings["SESSION_SAVE_EVERY_REQUEST"] as? Bool)
        #expect(SessionPolicy().endsAtBrowserClose == settings["SESSION_EXPIRE_AT_BROWSER_CLOSE"] as? Bool)
        let alphabet = Set(try constants.get("alphabet", as: String.self))
        try await TestMongo.withClient { client in
            let policy = SessionPolicy()
            let store = DjangoSessionStore(client: client, layout: .mongoEngine, keys: Self.keys, policy: policy)
            let session = try await Session(nil, store: store, policy: policy)
            session["a", as: Int.self] = 1
            try await session.save()
            let key = try #require(session.token?.text)
            #expect(key.count == constants["length"] && alphabet.isSuperset(of: key))
        }
    }

    @Test("numbers keep their kind, and values that JSON has no form for come back")
    func kinds() throws {
        let codec = DjangoSessionCodec(keys: Self.keys)
        let text =
            #"{"i":1,"f":1.0,"e":1e+16,"big":9007199254740993,"n":null,"t":true,"o":{"b":[1.5]},"é":"\ud83d\ude00"}"#
        let data = try SessionData.json(text: text)
        let written = try codec.json(of: try codec.encode(data))
        #expect(written == text.replacing("é", with: "\\u00e9"))
        let odd: SessionData = [
            "date": .datetime(milliseconds: 1_700_000_000_123), "id": .objectID(ObjectID()),
            "bytes": .binary(BSONBinary([1, 2, 255])), "looks": ["$date": "not one"],
        ]
        #expect(try codec.decode(try codec.encode(odd)) == odd)
    }
}
