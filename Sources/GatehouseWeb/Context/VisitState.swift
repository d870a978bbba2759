import GatehouseAuth
import GatehouseForms
import GatehouseSessions
import GatehouseSigning
import Hummingbird
import Logging
import Synchronization

/// What a ``Visit`` holds: apart from the type of the site's accounts, so that the compiler knows all of it.
final class VisitState: Sendable {
    private struct Values {
        var session: LazySession?
        var sessionCookie: String?
        var logger: Logger?
        var accounts: (any VisitAccounts)?
        /// The user that was found, and for which account of the session.
        var user: (account: String?, user: (any Account)?)?
        var form: FormData?
        var csrfSecret: String?
        var csrfSecrets: VisitorSecrets?
        var needsCSRFCookie = false
        var isPersonal = false
        var client: Client?
        var clientRequest: ClientRequest?
        var groups: (names: [String], found: [AccountGroup])?
        var path = ""
        var isHead = false
        var signInPath = "/"
        var maximumFormSize = 65_536
        var languages: String?
        var messages: (brought: [PageMessage], left: [PageMessage], areShown: Bool) = ([], [], false)
    }
    private let values = Mutex(Values())
    /// The address at the other end of the connection; nil when unknown.
    let address: String?

    init(address: String?) { self.address = address }

    /// Who is signed in, or nil.
    func user() async throws -> (any Account)? {
        let (known, accounts, logger) = values.withLock {
            $0.isPersonal = true
            return ($0.user, $0.accounts, $0.logger)
        }
        guard let accounts, let logger else { return nil }
        let session = try await session()
        let account = session.accountKey
        // Somebody may have signed in or out since it was found.
        if let known, known.account == account { return known.user }
        let user =
            account == nil
            ? nil : try await Unavailable.guarding("accounts", logger) { try await accounts.account(of: session) }
        // Finding it may have ended the session.
        let found = session.accountKey
        values.withLock { $0.user = (found, user) }
        return user
    }

    /// Who is signed in, where somebody asked already.
    var knownUser: (any Account)? { values.withLock { $0.user?.user } }

    func session() async throws -> Session {
        let (session, logger) = values.withLock { ($0.session, $0.logger) }
        guard let session, let logger else {
            preconditionFailure("a route that uses the session must be added after addMiddleware(to:)")
        }
        if let loaded = session.loaded { return loaded }
        return try await Unavailable.guarding("sessions", logger) { try await session.load() }
    }

    /// The session of the request, and what its cookie holds; read or not.
    var sessionOfRequest: (session: LazySession?, cookie: String?) {
        values.withLock { ($0.session, $0.sessionCookie) }
    }

    /// From where the request comes.
    var client: Client {
        let (known, request) = values.withLock { ($0.client, $0.clientRequest) }
        if let known { return known }
        let client = request?.client ?? Client(address: address)
        values.withLock { $0.client = client }
        return client
    }

    /// What is known of a request before anything is asked for.
    func start(
        _ request: Request, session: LazySession, cookie: String?, client: ClientRequest, logger: Logger,
        signInPath: String, maximumFormSize: Int
    ) {
        // Two slashes at the beginning would make it the address of another host.
        let path = request.uri.path
        let isPlain = path.utf8.first == UInt8(ascii: "/") && path.utf8.dropFirst().first != UInt8(ascii: "/")
        values.withLock {
            $0.session = session
            $0.sessionCookie = cookie
            $0.logger = logger
            $0.clientRequest = client
            $0.path = isPlain ? path : "/" + path.drop { $0 == "/" }
            $0.isHead = request.method == .head
            $0.languages = request.headers.value(.acceptLanguage)
            $0.signInPath = signInPath
            $0.maximumFormSize = maximumFormSize
        }
    }

    func start(csrf: VisitorSecrets, accounts: any VisitAccounts) {
        values.withLock {
            $0.csrfSecrets = csrf
            $0.accounts = accounts
        }
    }

    /// Where people sign in.
    var signInPath: String { values.withLock { $0.signInPath } }
    /// The path that was asked for.
    var path: String { values.withLock { $0.path } }
    /// The header `Accept-Language`.
    var languages: String? { values.withLock { $0.languages } }
    var maximumFormSize: Int { values.withLock { $0.maximumFormSize } }

    func addMessage(_ message: PageMessage) { values.withLock { $0.messages.left.append(message) } }
    func bring(_ messages: [PageMessage]) { values.withLock { $0.messages.brought = messages } }

    /// The messages for the page that is drawn now. They are not shown again.
    func takeMessages() -> [PageMessage] {
        values.withLock { values in
            // Nobody sees the page of a HEAD.
            guard !values.isHead else { return [] }
            defer { values.messages = ([], [], true) }
            return values.messages.brought + values.messages.left
        }
    }

    /// What waits for the next page, and whether what was brought has been shown.
    var messagesLeft: (messages: [PageMessage], areShown: Bool) {
        values.withLock { ($0.messages.left, $0.messages.areShown) }
    }

    /// The groups of some names, read once a request.
    func groups(named names: [String]) async throws -> [AccountGroup] {
        let (known, accounts, logger) = values.withLock { ($0.groups, $0.accounts, $0.logger) }
        if let known, known.names == names { return known.found }
        guard let accounts, let logger, !names.isEmpty else { return [] }
        let found = try await Unavailable.guarding("groups", logger) { try await accounts.groups(named: names) }
        values.withLock { $0.groups = (names, found) }
        return found
    }

    /// Whether somebody signed in no longer ago than this.
    func isRecent(within time: Duration) async throws -> Bool {
        guard let accounts = values.withLock({ $0.accounts }) else { return false }
        return accounts.isRecent(try await session(), within: time)
    }

    /// The form that was sent, where the middleware read it.
    var form: FormData? {
        get { values.withLock { $0.form } }
        set { values.withLock { $0.form = newValue } }
    }

    /// The secret behind this request's CSRF tokens; nil for a visitor who has none yet.
    func csrfSecret() async throws -> String? {
        let (known, secrets) = values.withLock { ($0.csrfSecret, $0.csrfSecrets) }
        if let known { return known }
        guard let secrets, let secret = secrets.secret(try await session().id) else { return nil }
        values.withLock { $0.csrfSecret = secret }
        return secret
    }

    /// The secret for a page with a form; one is made for a visitor who has none yet.
    func csrfSecretForPage() async throws -> String {
        let known = try await csrfSecret()
        let hasSession = try await session().token != nil
        let secret = known ?? CSRFToken.makeSecret()
        values.withLock {
            $0.csrfSecret = secret
            $0.needsCSRFCookie = !hasSession
        }
        return secret
    }

    /// The secret whose cookie the browser must be given, if any.
    var newCSRFCookie: String? { values.withLock { $0.needsCSRFCookie ? $0.csrfSecret : nil } }

    /// Whether the answer depends on who asks.
    var isPersonal: Bool {
        values.withLock { $0.isPersonal || $0.needsCSRFCookie || $0.session?.loaded?.isAccessed == true }
    }
}
