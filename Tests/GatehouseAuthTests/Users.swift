import Foundation
import GatehouseAuth
import GatehouseDocuments
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Synchronization

/// An account with all that an account can have.
struct User: PermissionHolder {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var isActive = true
    var isSuperuser = false
    var ownPermissions: [String]?
    var ownGroups: [String]?
    var lastSigninDate: Date?

    var permissions: [String] { ownPermissions ?? [] }
    var groups: [String] { ownGroups ?? [] }

    enum CodingKeys: String, CodingKey {
        case id, email, password, isActive, isSuperuser, lastSigninDate
        case ownPermissions = "permissions"
        case ownGroups = "groups"
    }

    static let schema = Schema<User> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("is_active", \.isActive, .initially { true })
        Field("is_superuser", \.isSuperuser, .initially { false })
        Field("permissions", \.ownPermissions)
        Field("groups", \.ownGroups)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// A clock that tests move.
final class Clock: Sendable {
    private let time: Mutex<Date>
    init(_ time: Date = Date(timeIntervalSince1970: 1_700_000_000)) { self.time = Mutex(time) }
    var now: Date { time.withLock { $0 } }
    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

/// Accounts in memory, with whatever a test counts and collects.
struct Site {
    let clock: Clock
    let hasher = CountingHasher(Argon2Hasher.forTests)
    let sessions: CacheSessionStore
    let seen = Collected<AccountEvent>()
    let database: DocumentDatabase
    let documents: Documents<User>
    let groups: Documents<AccountGroup>
    let passwords: PasswordHashing

    init(database: DocumentDatabase = .memory()) {
        let clock = Clock()
        self.clock = clock
        sessions = CacheSessionStore(now: { clock.now })
        self.database = database
        documents = Documents(User.self, in: database)
        groups = Documents(AccountGroup.self, in: database)
        passwords = PasswordHashing([hasher, PBKDF2Hasher(iterations: 2)], executor: .patient)
    }

    func accounts(
        _ backends: [any AuthenticationBackend<User>]? = nil, keys: SecretKeys = SecretKeys("a key for tests only"),
        throttles: Throttles = Throttles(), store: any ThrottleStore = MemoryThrottleStore(),
        trustsSessionsWithoutHash: Bool = false
    ) -> Accounts<User> {
        Accounts(
            documents, passwords: passwords, keys: keys, backends: backends, groups: groups, throttles: throttles,
            throttleStore: store, events: AccountEvents([.awaited { seen.append($0) }]),
            trustsSessionsWithoutHash: trustsSessionsWithoutHash, now: { clock.now })
    }

    func session(_ token: SessionToken? = nil) async throws -> Session {
        var policy = SessionPolicy()
        policy.now = { clock.now }
        return try await Session(token, store: sessions, policy: policy)
    }

    /// Stores an account.
    func add(_ email: String, _ password: String = "correct horse", change: (inout User) -> Void = { _ in })
        async throws -> User
    {
        var user = User(
            email: email,
            password: try await PasswordHashing([Argon2Hasher.forTests], executor: .patient).hash(password))
        change(&user)
        try await documents.insert(&user)
        return user
    }
}

extension Accounts {
    /// What becomes of a try: whose credentials they are, nil for nobody's, or that there were too many.
    func tried(_ credentials: Credentials, _ client: Client) async throws -> Result<User?, ThrottledError> {
        do {
            return .success(try await authenticate(credentials, client)?.user)
        } catch let error as ThrottledError {
            return .failure(error)
        }
    }

    /// The same for an address and a password.
    func tried(_ email: String, _ password: String, _ client: Client) async throws -> Result<User?, ThrottledError> {
        try await tried(Credentials(email: email, password: password), client)
    }
}

extension Result where Success == User?, Failure == ThrottledError {
    /// Whether somebody got in.
    var isIn: Bool { if case .success(.some) = self { true } else { false } }
    /// Whether there were too many tries.
    var isThrottled: Bool { if case .failure = self { true } else { false } }
}

/// What a test collects from several tasks.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

extension HashingExecutor {
    /// One for tests that run beside many others.
    static var patient: HashingExecutor {
        var limits = Limits()
        (limits.patience, limits.maximumWaiting) = (.seconds(300), 10_000)
        return HashingExecutor(limits)
    }
}
