import GatehouseAuth
import GatehouseBase
import GatehouseForms
import GatehouseSessions
import GatehouseSigning
import Synchronization

/// What a request brings, and what is found of it while it is answered: apart from the type of the site's accounts, so
/// that the compiler knows all of it, and sites without accounts need none.
public final class VisitState: Sendable {
    /// What is found once somebody asks for it.
    private struct Found {
        /// The user, and for which account of the session.
        var user: (account: String?, user: (any Account)?)?
        var form: FormData?
        var csrfSecret: String?
        var needsCSRFCookie = false
        var isFormDrawn = false
        var isFromSite = false
        var isPersonal = false
        var client: Client?
        var notes: AnswerNotes?
        var groups: (names: [String], found: [AccountGroup])?
        var messages: (brought: [PageMessage], left: [PageMessage], areShown: Bool) = ([], [], false)

        /// What tells the form from others that the same page sent: each page that is drawn has a token of its own.
        var submission: String? {
            form?.fields.first { $0.name == CSRFCheck.fieldName && !$0.value.isEmpty }?.value
        }
    }
    private let brought = OnceReference<VisitInput>()
    private let found = Mutex(Found())
    /// The address at the other end of the connection; nil when unknown.
    let address: String?

    /// A request of which nothing else is known yet.
    ///
    /// - Parameter address: the address at the other end of the connection, as `192.0.2.7`; nil when unknown.
    public init(address: String? = nil) { self.address = address }

    /// Notes what the request brings. The first note counts.
    func begin(_ input: VisitInput) { brought.storeIfNil(input) }

    /// What the request brings.
    ///
    /// - Throws: ``OutsideMiddlewareError``.
    var input: VisitInput {
        get throws {
            guard let input = brought.load() else { throw OutsideMiddlewareError() }
            return input
        }
    }

    /// The site's accounts.
    private var accounts: any VisitAccounts {
        get throws {
            guard let accounts = try input.accounts else { throw OutsideMiddlewareError() }
            return accounts
        }
    }

    /// Who is signed in, or nil.
    func user() async throws -> (any Account)? {
        let accounts = try accounts
        let known = found.withLock {
            $0.isPersonal = true
            return $0.user
        }
        let session = try await session()
        let account = session.accountKey
        // Somebody may have signed in or out since it was found.
        if let known, known.account == account { return known.user }
        let user = account == nil ? nil : try await accounts.account(of: session)
        // Finding it may have ended the session.
        let current = session.accountKey
        found.withLock { $0.user = (current, user) }
        return user
    }

    /// Who is signed in, where somebody asked already.
    var knownUser: (any Account)? { found.withLock { $0.user?.user } }

    func session() async throws -> Session {
        let session = try input.session
        if let loaded = session.loaded { return loaded }
        return try await session.load()
    }

    /// From where the request comes.
    var client: Client {
        get throws {
            if let known = found.withLock({ found in
                // The form may have been read since.
                let submission = found.submission
                found.client?.submission = submission
                return found.client
            }) {
                return known
            }
            let notes = AnswerNotes()
            var client = try input.client.client
            client.keepKnownBrowser = { notes.knownBrowser = $0 }
            client.keepRememberedBrowser = { notes.rememberedBrowser = ($0, $1) }
            client.afterAnswer = { notes.add($0) }
            return found.withLock { [client] found in
                // Somebody may have been faster.
                if let known = found.client { return known }
                (found.client, found.notes) = (client, notes)
                let submission = found.submission
                found.client?.submission = submission
                return found.client ?? client
            }
        }
    }

    /// What is to happen with the answer and after it; nil where nobody asked for the client.
    var answerNotes: AnswerNotes? { found.withLock { $0.notes } }

    /// - Throws: ``OutsideMiddlewareError``, as nobody would take the message to the next page.
    func addMessage(_ message: PageMessage) throws {
        _ = try input
        leave(message)
    }

    /// Leaves a message where the visit is known to have begun.
    func leave(_ message: PageMessage) { found.withLock { $0.messages.left.append(message) } }

    func bring(_ messages: [PageMessage]) { found.withLock { $0.messages.brought = messages } }

    /// The messages for the page that is drawn now. They are not shown again.
    func takeMessages() throws -> [PageMessage] {
        // Nobody sees the page of a HEAD.
        guard try !input.isHead else { return [] }
        return found.withLock { found in
            defer { found.messages = ([], [], true) }
            return found.messages.brought + found.messages.left
        }
    }

    /// What waits for the next page, and whether what was brought has been shown.
    var messagesLeft: (messages: [PageMessage], areShown: Bool) {
        found.withLock { ($0.messages.left, $0.messages.areShown) }
    }

    /// The groups of some names, read once a request.
    func groups(named names: [String]) async throws -> [AccountGroup] {
        guard !names.isEmpty else { return [] }
        if let known = found.withLock({ $0.groups }), known.names == names { return known.found }
        let groups = try await accounts.groups(named: names)
        found.withLock { $0.groups = (names, groups) }
        return groups
    }

    /// Whether somebody signed in no longer ago than this.
    func isRecent(within time: Duration) async throws -> Bool {
        try accounts.isRecent(try await session(), within: time)
    }

    /// How sure it is who is signed in.
    func level() async throws -> Int { try accounts.level(of: try await session()) }

    /// The form that was sent, where the middleware read it.
    var form: FormData? {
        get { found.withLock { $0.form } }
        set { found.withLock { $0.form = newValue } }
    }

    /// Whether the request showed that a page of the site sent it; not where that could not be found out.
    var isFromSite: Bool {
        get { found.withLock { $0.isFromSite } }
        set { found.withLock { $0.isFromSite = newValue } }
    }

    /// The secret behind this request's CSRF tokens; nil for a visitor who has none yet.
    func csrfSecret() async throws -> String? {
        if let known = found.withLock({ $0.csrfSecret }) { return known }
        guard let secrets = try input.csrf, let secret = secrets.secret(try await session().browserID) else {
            return nil
        }
        found.withLock { $0.csrfSecret = secret }
        return secret
    }

    /// The secret for a page with a form; one is made for a visitor who has none yet.
    func csrfSecretForPage() async throws -> String {
        let known = try await csrfSecret()
        let hasSession = try await session().browserID != nil
        let secret = known ?? CSRFToken.makeSecret()
        found.withLock {
            $0.csrfSecret = secret
            $0.needsCSRFCookie = !hasSession
            $0.isFormDrawn = true
        }
        return secret
    }

    /// Whether a token that was sent is this visitor's.
    func isOwnToken(_ token: String) async throws -> Bool {
        guard let secret = CSRFToken.unmask(token), let input = try? input, let secrets = input.csrf else {
            return false
        }
        let session = try await session()
        // Which of several cookies counts is known once it is known whose session each is.
        if session.hasAlternatives, input.accounts != nil { _ = try await user() }
        return secrets.fits(
            secret, session.browserID, carried: session.peek(VisitorSecrets.carriedKey),
            isStored: session.token != nil)
    }

    /// Keeps the form of a page good that was drawn before the session had the token that it is about to get; others of
    /// before are good no more.
    func carryCSRFSecret(in session: Session) throws {
        guard session.needsSave, session.getsNewToken else { return }
        let drawn = found.withLock { $0.isFormDrawn ? $0.csrfSecret : nil }
        if let drawn {
            try session.set(drawn, for: VisitorSecrets.carriedKey)
        } else if session.peek(VisitorSecrets.carriedKey) != nil {
            session.remove(VisitorSecrets.carriedKey)
        }
    }

    /// Forgets the secret, since the session has another token.
    func forgetCSRFSecret() { found.withLock { ($0.csrfSecret, $0.isFormDrawn) = (nil, false) } }

    /// The secret whose cookie the browser must be given, if any.
    var newCSRFCookie: String? { found.withLock { $0.needsCSRFCookie ? $0.csrfSecret : nil } }

    /// Whether the answer depends on who asks.
    var isPersonal: Bool {
        found.withLock { $0.isPersonal || $0.needsCSRFCookie } || brought.load()?.session.loaded?.isAccessed == true
    }
}
