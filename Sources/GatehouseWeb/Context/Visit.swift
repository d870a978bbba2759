public import GatehouseAuth
public import GatehouseForms
public import GatehouseSessions
import GatehouseSigning
public import Hummingbird
import Logging
import Synchronization

/// What Gatehouse knows of one request: its session, its user, its form. Session and user are read when first asked
/// for.
public final class Visit<User: Account>: Sendable {
    private struct State {
        var session: LazySession?
        var sessionCookie: String?
        var logger: Logger?
        var finder: (@Sendable (Session) async throws -> User?)?
        /// The user that was found, and for which account of the session.
        var user: (account: String?, user: User?)?
        var form: FormData?
        var csrfSecret: String?
        // What these look for is in the visit itself, which they get: holding it, they would keep it for ever.
        var csrf: (@Sendable (Visit) async throws -> String?)?
        var needsCSRFCookie = false
        var isPersonal = false
        var client: SignInRequest?
        var clientFinder: (@Sendable (Visit) -> SignInRequest)?
        var accounts: Accounts<User>?
        var groups: (names: [String], found: [AccountGroup])?
        var path = ""
        var signInPath = "/"
        var maximumFormSize = 65_536
        var languages: String?
        var messages: (brought: [PageMessage], left: [PageMessage], areShown: Bool) = ([], [], false)
    }
    private let state = Mutex(State())
    /// The address at the other end of the connection, as `192.0.2.7`; nil when unknown.
    public let address: String?

    /// A request of which nothing else is known yet.
    public init(address: String? = nil) { self.address = address }

    /// Who is signed in, or nil.
    ///
    /// - Throws: 503 when a store fails, never nil for that.
    public var user: User? {
        get async throws {
            let (known, finder) = state.withLock {
                $0.isPersonal = true
                return ($0.user, $0.finder)
            }
            guard let finder else { return nil }
            let session = try await session
            // Somebody may have signed in or out since it was found.
            if let known, known.account == session.account { return known.user }
            let user = try await finder(session)
            let account = session.account
            state.withLock { $0.user = (account, user) }
            return user
        }
    }

    /// Who is signed in, where somebody asked already.
    var knownUser: User? { state.withLock { $0.user?.user } }

    /// The session.
    ///
    /// - Precondition: the route lies behind Gatehouse's middleware.
    /// - Throws: 503 when the store fails.
    public var session: Session {
        get async throws {
            let (session, logger) = state.withLock { ($0.session, $0.logger) }
            guard let session, let logger else {
                preconditionFailure("a route that uses the session must be added after addMiddleware(to:)")
            }
            return try await Unavailable.guarding("sessions", logger) { try await session.load() }
        }
    }

    /// What the request's cookie holds.
    var sessionCookie: String? { state.withLock { $0.sessionCookie } }

    func start(_ session: LazySession, cookie: String?, logger: Logger) {
        state.withLock {
            $0.sessionCookie = cookie
            $0.session = session
            $0.logger = logger
        }
    }

    func findUser(_ finder: @escaping @Sendable (Session) async throws -> User?) {
        state.withLock { $0.finder = finder }
    }

    /// From where the request comes: with the client's own address where a proxy that the site trusts tells it.
    public var client: SignInRequest {
        let (known, finder) = state.withLock { ($0.client, $0.clientFinder) }
        if let known { return known }
        let client = finder?(self) ?? SignInRequest(address: address)
        state.withLock { $0.client = client }
        return client
    }

    func findClient(_ finder: @escaping @Sendable (Visit) -> SignInRequest) {
        state.withLock { $0.clientFinder = finder }
    }

    func start(path: String, languages: String?, settings: WebSettings) {
        state.withLock {
            ($0.path, $0.languages) = (path, languages)
            ($0.signInPath, $0.maximumFormSize) = (settings.pages.path(.signIn), settings.maximumFormSize)
        }
    }

    /// Where people sign in.
    var signInPath: String { state.withLock { $0.signInPath } }

    /// The path that was asked for.
    var path: String { state.withLock { $0.path } }
    /// The header `Accept-Language`.
    var languages: String? { state.withLock { $0.languages } }

    /// Leaves a message for the next page that is drawn: this one or, after a redirect, the one that follows.
    public func leave(_ message: PageMessage) { state.withLock { $0.messages.left.append(message) } }

    func bring(_ messages: [PageMessage]) { state.withLock { $0.messages.brought = messages } }

    /// The messages for the page that is drawn now. They are not shown again.
    func takeMessages() -> [PageMessage] {
        state.withLock { state in
            defer { state.messages = ([], [], true) }
            return state.messages.brought + state.messages.left
        }
    }

    /// What waits for the next page, and whether what was brought has been shown.
    var messagesLeft: (messages: [PageMessage], areShown: Bool) {
        state.withLock { ($0.messages.left, $0.messages.areShown) }
    }

    func start(_ accounts: Accounts<User>) { state.withLock { $0.accounts = accounts } }

    /// The groups of some names, read once a request.
    func groups(named names: [String]) async throws -> [AccountGroup] {
        let (accounts, known, logger) = state.withLock { ($0.accounts, $0.groups, $0.logger) }
        if let known, known.names == names { return known.found }
        guard let accounts, let logger, !names.isEmpty else { return [] }
        let found = try await Unavailable.guarding("groups", logger) { try await accounts.groups(named: names) }
        state.withLock { $0.groups = (names, found) }
        return found
    }

    /// Whether somebody signed in no longer ago than this.
    func isRecent(within time: Duration) async throws -> Bool {
        guard let accounts = state.withLock({ $0.accounts }) else { return false }
        return accounts.isRecent(try await session, within: time)
    }

    /// The form that a request sent, or the members of its JSON object; no fields where it sent none.
    ///
    /// - Throws: 413 for more bytes than ``WebSettings/maximumFormSize``; 400 for a body that is no form.
    public func formData(_ request: Request) async throws -> FormData {
        var request = request
        return try await request.readForm(self, upTo: state.withLock { $0.maximumFormSize }) ?? FormData()
    }

    /// The form that was sent, where the middleware read it.
    var form: FormData? {
        get { state.withLock { $0.form } }
        set { state.withLock { $0.form = newValue } }
    }

    func findCSRFSecret(_ finder: @escaping @Sendable (Visit) async throws -> String?) {
        state.withLock { $0.csrf = finder }
    }

    /// The secret behind this request's CSRF tokens; nil for a visitor who has none yet.
    func csrfSecret() async throws -> String? {
        let (known, finder) = state.withLock { ($0.csrfSecret, $0.csrf) }
        if let known { return known }
        let secret = try await finder?(self)
        if let secret { state.withLock { $0.csrfSecret = secret } }
        return secret
    }

    /// The secret for a page with a form; one is made for a visitor who has none yet.
    func csrfSecretForPage() async throws -> String {
        let known = try await csrfSecret()
        let hasSession = try await session.token != nil
        let secret = known ?? CSRFToken.makeSecret()
        state.withLock {
            $0.csrfSecret = secret
            $0.needsCSRFCookie = !hasSession
        }
        return secret
    }

    /// The secret whose cookie the browser must be given, if any.
    var newCSRFCookie: String? { state.withLock { $0.needsCSRFCookie ? $0.csrfSecret : nil } }

    /// Whether the answer depends on who asks.
    var isPersonal: Bool {
        state.withLock { $0.isPersonal || $0.needsCSRFCookie || $0.session?.loaded?.isAccessed == true }
    }
}
