import Synchronization

/// A session that is read when it is first asked for: a request that does not look at it costs the store nothing.
public final class LazySession: Sendable {
    /// The token of the request's cookie, which the store may or may not know; nil for no cookie and for one that
    /// cannot be a token.
    public let token: SessionToken?
    private let store: any SessionStore
    private let policy: SessionPolicy
    private let client: (@Sendable () -> SessionClient)?
    private let state = Mutex<Session?>(nil)

    /// The session of a cookie's value.
    ///
    /// - Parameter client: from where the request comes, asked when something is written; nil to leave that unsaid.
    public init(
        cookie: String?, store: any SessionStore, policy: SessionPolicy, client: (@Sendable () -> SessionClient)? = nil
    ) {
        token = cookie.flatMap(store.token)
        self.store = store
        self.policy = policy
        self.client = client
    }

    /// The session, if it was asked for.
    public var loaded: Session? { state.withLock { $0 } }

    /// The session; the same one each time.
    ///
    /// - Throws: what the store throws when it fails.
    public func load() async throws -> Session {
        if let session = loaded { return session }
        let session = try await Session(token, store: store, policy: policy, findingClient: client)
        return state.withLock { state in
            // Of two parts of the request that ask at the same time, both get the session of the first.
            if let first = state { return first }
            state = session
            return session
        }
    }
}
