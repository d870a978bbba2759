import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Synchronization

/// A key of accounts that is made for them.
protocol MadeKey: DocumentID {
    static var strategy: KeyStrategy<Self> { get }
    static var schema: Schema<Keyed<Self>> { get }
}

extension Int: MadeKey {
    static var strategy: KeyStrategy<Int> { .sequence(named: "Members") }
    static let schema = Keyed<Int>.makeSchema()
}
extension UUID: MadeKey {
    static var strategy: KeyStrategy<UUID> { .uuid }
    static let schema = Keyed<UUID>.makeSchema()
}
extension ObjectID: MadeKey {
    static var strategy: KeyStrategy<ObjectID> { .objectID }
    static let schema = Keyed<ObjectID>.makeSchema()
}

/// An account whose key is made for it.
struct Keyed<Key: MadeKey>: Account {
    static var collection: String { "members" }
    var id: Key?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?

    static var schema: Schema<Keyed> { Key.schema }

    static func makeSchema() -> Schema<Keyed> {
        Schema {
            PrimaryKey(\.id, Key.strategy)
            Field("email", \.email, .email, .unique)
            Field("password", \.password)
            Field("last_signin_date", \.lastSigninDate)
        }
    }
}

/// An account whose key is its address.
struct Addressed: Account {
    static let collection = "members"
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?

    var id: String? {
        get { email }
        set { email = newValue ?? email }
    }
    enum CodingKeys: String, CodingKey { case email, password, lastSigninDate }

    static let schema = Schema<Addressed> {
        PrimaryKey("email", \.email)
        Field("email", \.email, .email)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// What happened, and what time it is.
final class Witness: Sendable {
    private let state = Mutex<(kinds: [String], now: Date)>(([], Date()))
    var kinds: [String] { state.withLock { $0.kinds } }
    var now: Date { state.withLock { $0.now } }
    func add(_ event: AccountEvent) { state.withLock { $0.kinds.append(event.kind.name) } }
    func advance(by seconds: Double) { state.withLock { $0.now += seconds } }

    func configure(_ settings: inout GatehouseSettings) {
        settings.web.accountFields = []
        settings.events = AccountEvents([.awaited { self.add($0) }])
        settings.now = { self.now }
    }
}

extension TestBrowser {
    /// Chooses a user name on its page.
    @discardableResult
    func choose(_ name: String) async throws -> Page {
        try await get("/security/username/")
        return try await submit("/security/username/", ["username": name])
    }

    /// Signs in by the form: the answer to it.
    func signIn(_ name: String, password: String = "correct horse") async throws -> Page {
        try await get("/signin/")
        return try await submit("/signin/", ["email": name, "password": password])
    }
}

extension TestBrowser.Page {
    var location: String? { headers[.location] }
}
