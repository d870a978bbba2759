import Synchronization

/// A session that is read when it is first asked for: a request that does not look at it costs the store nothing.
public final class LazySession: Sendable {
    /// The tokens of the request's cookies, which the store may or may not know; none for no cookie and for those that
    /// cannot be tokens.
    let tokens: [SessionToken]
    /// The first token of the request's cookies; nil for no cookie and for one that cannot be a token.
    public var token: SessionToken? { tokens.first }
    private let store: any SessionStore
    private let policy: SessionPolicy
    private let client: (@Sendable () -> SessionClient)?
    private let state = Mutex<Session?>(nil)

    /// The session of a cookie's value.
    ///
    /// - Parameter client: from where the request comes, asked when something is written; nil to leave that unsaid.
    public convenience init(
        cookie: String?, store: any SessionStore, policy: SessionPolicy, client: (@Sendable () -> SessionClient)? = nil
    ) {
        self.init(cookies: cookie.map { [$0] } ?? [], store: store, policy: policy, client: client)
    }

    /// The session of the values of several cookies of one name: of the first that leads to one.
    ///
    /// - Parameter cookies: the values in the browser's order; the first ``mostCookies`` count.
    public init(
        cookies: [String], store: any SessionStore, policy: SessionPolicy,
        client: (@Sendable () -> SessionClient)? = nil
    ) {
        tokens = cookies.isEmpty ? [] : Self.tokens(cookies, store)
        self.store = store
        self.policy = policy
        self.client = client
    }

    /// How many cookies of one name are looked at. Browsers send one for each domain and path that set it.
    public static let mostCookies = 5

    private static func tokens(_ cookies: [String], _ store: any SessionStore) -> [SessionToken] {
        var tokens: [SessionToken] = []
        for cookie in cookies.prefix(mostCookies) {
            guard let token = store.token(of: cookie), !tokens.contains(token) else { continue }
            tokens.append(token)
        }
        return tokens
    }

    /// Whether what the session holds has to fit into a cookie.
    package var isInCookie: Bool { !store.canRevoke }

    /// The session, if it was asked for.
    public var loaded: Session? { state.withLock { $0 } }

    /// The session; the same one each time.
    ///
    /// - Throws: what the store throws when it fails.
    public func load() async throws -> Session {
        if let session = loaded { return session }
        let session = try await Session(tokens, store: store, policy: policy, findingClient: client)
        return state.withLock { state in
            // Of two parts of the request that ask at the same time, both get the session of the first.
            if let first = state { return first }
            state = session
            return session
        }
    }
}
