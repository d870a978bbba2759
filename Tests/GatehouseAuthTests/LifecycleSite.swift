import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

/// An account that can be made of an address and a hash.
protocol TestAccount: Account {
    init(email: String, password: PasswordHash)
    var emailVerifiedDate: Date? { get }
}

/// An account whose key is counted, with all fields that the lifecycle knows.
struct Member: TestAccount, PermissionHolder {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var firstName: String?
    var isActive = true
    var isSuperuser = false
    var isStaff: String?
    var userPermissions: String?
    var emailVerifiedDate: Date?
    var lastSigninDate: Date?
    var permissions: [String] { [] }
    var groups: [String] { [] }

    init(email: String, password: PasswordHash) { (self.email, self.password) = (email, password) }

    static let schema = Schema<Member> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("first_name", \.firstName)
        Field("is_active", \.isActive, .initially { true })
        Field("is_superuser", \.isSuperuser, .initially { false })
        Field("is_staff", \.isStaff)
        Field("user_permissions", \.userPermissions)
        Field("email_verified_date", \.emailVerifiedDate)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// An account whose key is its address.
struct Subscriber: TestAccount {
    static let collection = "subscribers"
    var email: String
    var password: PasswordHash
    var emailVerifiedDate: Date?
    var lastSigninDate: Date?
    var id: String? {
        get { email }
        set { email = newValue ?? email }
    }

    init(email: String, password: PasswordHash) { (self.email, self.password) = (email, password) }

    static let schema = Schema<Subscriber> {
        PrimaryKey("email", \.email)
        Field("email", \.email, .email)
        Field("password", \.password)
        Field("email_verified_date", \.emailVerifiedDate)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// An account that notes nothing of its mailbox.
struct Plain: TestAccount {
    static let collection = "plain"
    var id: ObjectID?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?
    var emailVerifiedDate: Date? { nil }

    enum CodingKeys: CodingKey { case id, email, password, lastSigninDate }
    init(email: String, password: PasswordHash) { (self.email, self.password) = (email, password) }

    static let schema = Schema<Plain> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// A site whose accounts live, with a mailbox for all that they are told.
struct LifecycleSite<User: TestAccount> {
    let clock: Clock
    let hasher: CountingHasher
    let sessions: CacheSessionStore
    let mail: MemoryNotifier
    let seen: Collected<AccountEvent>
    let documents: Documents<User>
    let accounts: Accounts<User>
    let tokens: SingleUseTokens
    let lifecycle: AccountLifecycle<User>
    let database: DocumentDatabase

    init(
        _ type: User.Type, in database: DocumentDatabase = .memory(), throttles: Throttles = Throttles(),
        throttleStore: any ThrottleStore = MemoryThrottleStore(), settings: LifecycleSettings = LifecycleSettings(),
        events handlers: AccountEvents? = nil, records: [AccountRecord<User>] = []
    ) async throws {
        let clock = Clock(Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
        let seen = Collected<AccountEvent>()
        self.clock = clock
        self.seen = seen
        hasher = CountingHasher(Argon2Hasher.forTests)
        sessions = CacheSessionStore(now: { clock.now })
        mail = MemoryNotifier()
        self.database = database
        documents = Documents(User.self, in: database)
        tokens = SingleUseTokens(in: database, now: { clock.now })
        accounts = Accounts(
            documents, passwords: PasswordHashing([hasher], executor: .patient),
            keys: SecretKeys("a key for tests only"),
            records: records, throttles: throttles, throttleStore: throttleStore,
            events: handlers ?? AccountEvents([.awaited { seen.append($0) }]), now: { clock.now })
        lifecycle = AccountLifecycle(
            accounts, sessions: sessions, tokens: tokens, notifier: mail, in: database, settings: settings)
        _ = try await documents.ensureIndexes()
        _ = try await lifecycle.ensureIndexes()
    }

    /// Stores an account.
    func add(
        _ email: String, _ password: String = "correct horse", _ change: (inout User) -> Void = { _ in }
    ) async throws -> User {
        var user = User(email: email, password: PasswordHash(try await Self.hash(password)))
        change(&user)
        try await documents.insert(&user)
        return user
    }

    static func hash(_ password: String) async throws -> String {
        try await PasswordHashing([Argon2Hasher.forTests], executor: .patient).hash(password).text
    }

    func find(_ email: String) async throws -> User? { try await accounts.find(email: email) }

    /// The token of the newest mail of a kind.
    func token(_ kind: AccountNotice.Kind, _ place: SourceLocation = #_sourceLocation) throws -> String {
        try #require(mail.last(kind)?.token, sourceLocation: place)
    }

    func session(_ token: SessionToken? = nil, userAgent: String? = nil) async throws -> Session {
        var policy = SessionPolicy()
        policy.now = { clock.now }
        return try await Session(
            token, store: sessions, policy: policy, client: SessionClient(address: "192.0.2.7", userAgent: userAgent))
    }

    /// Signs an account in with a browser, and tells what the browser holds.
    func signIn(_ user: User, userAgent: String? = nil) async throws -> SessionToken {
        let session = try await session(userAgent: userAgent)
        _ = try await accounts.signIn(try accounts.proof(of: user), session)
        try await session.save()
        return try #require(session.token)
    }

    /// Who is signed in with what a browser holds.
    func user(_ token: SessionToken) async throws -> User? { try await accounts.user(of: try await session(token)) }

    func authenticate(_ email: String, _ password: String, from address: String = "192.0.2.7") async throws -> User? {
        try await accounts.authenticate(email: email, password: password, from: Client(address: address))
    }
}

let client = Client(address: "192.0.2.7", userAgent: "test")

/// Runs something many times at once, and tells how often it was done; a refusal counts for nothing.
func winners(
    of count: Int, _ work: @escaping @Sendable (Int) async throws -> Void
) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<count {
            group.addTask {
                do {
                    try await work(number)
                    return true
                } catch is LifecycleError { return false } catch is InvalidInput { return false }
            }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
}
