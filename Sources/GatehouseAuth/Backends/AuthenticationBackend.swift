/// A way to tell who somebody is.
///
/// Several are asked in turn. One that cannot take the credentials declines without work. The one that accepts is noted
/// in the session, and asked for the account at each request from then on.
///
/// ```swift
/// struct KeyBackend: AuthenticationBackend {
///     let name: BackendName = "api-key"
///     let users: Documents<User>
///
///     func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
///         credentials["api-key"] == nil ? nil : .longSecret
///     }
///
///     func authenticate(
///         _ credentials: Credentials, _ client: Client
///     ) async throws -> AuthenticationOutcome<User> {
///         guard let key = credentials["api-key"] else { return .declined }
///         guard let user = try await users.first({ $0.keyHash == hash(key) }), user.isActive else { return .declined }
///         return .accepted(user)
///     }
///
///     func account(_ id: User.ID) async throws -> User? { try await users.find(id) }
/// }
/// ```
public protocol AuthenticationBackend<User>: Sendable {
    /// The type of the site's accounts.
    associatedtype User: Account

    /// Its name in settings, and for ``Accounts/proof(of:by:backend:)``.
    var name: BackendName { get }

    /// How sessions name it. Beside Django, the dotted path of Django's backend.
    var sessionName: String { get }

    /// Whether accounts that are not active may sign in, too; no, unless the backend says so. Asked beside what the
    /// backend answers, at each request.
    var admitsInactive: Bool { get }

    /// What was shown when it accepts, for the session to record; none unless the backend says so.
    var methods: [AuthenticationMethod] { get }

    /// Whether the sign-in page must ask for something; yes, unless the backend goes by the request alone.
    var needsCredentials: Bool { get }

    /// What credentials try, by which tries are counted; nil for those that are not for this backend, which is not asked
    /// about them then. Without a look-up: an unknown account is counted as a known one.
    func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt?

    /// The names, besides its email address, by which an account can be tried here, as ``attempt(_:_:)`` has them. Its
    /// owner's browser is known by all of them, and a password reset forgets the tries of all; none unless the backend
    /// says so.
    ///
    /// - Throws: when it cannot tell, as when a store fails.
    func names(of user: User) async throws -> [String]

    /// Tells whose credentials they are. It is asked about those alone of which ``attempt(_:_:)`` said what they try.
    ///
    /// - Throws: when it cannot tell, as when a store fails; the answer is 503 then, and no other backend is asked.
    func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User>

    /// The account of a session that it accepted, or nil when there is none any more or it may not be signed in.
    ///
    /// - Throws: when it cannot tell.
    func account(_ id: User.ID) async throws -> User?
}

extension AuthenticationBackend {
    /// `gatehouse.` and the name.
    public var sessionName: String { "gatehouse.\(name)" }
    /// False: inactive accounts are not let in.
    public var admitsInactive: Bool { false }
    /// True: it is asked only for a sign-in with credentials.
    public var needsCredentials: Bool { true }
    /// None: the session records nothing of what was shown.
    public var methods: [AuthenticationMethod] { [] }
    /// None: an account is tried by its email address alone.
    public func names(of user: User) async throws -> [String] { [] }
}

/// A backend that sessions name otherwise.
struct RenamedBackend<User: Account>: AuthenticationBackend {
    let base: any AuthenticationBackend<User>
    let sessionName: String
    var name: BackendName { base.name }
    var admitsInactive: Bool { base.admitsInactive }
    var needsCredentials: Bool { base.needsCredentials }
    var methods: [AuthenticationMethod] { base.methods }

    func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        base.attempt(credentials, client)
    }

    func names(of user: User) async throws -> [String] { try await base.names(of: user) }

    func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        try await base.authenticate(credentials, client)
    }

    func account(_ id: User.ID) async throws -> User? { try await base.account(id) }
}
