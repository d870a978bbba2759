import GatehouseBSON
import GatehouseMessages
import Synchronization

/// The session of one request: values that follow a browser from page to page.
///
/// ```swift
/// let session = try await context.session
/// session["cart", as: Cart.self] = cart
/// let cart = session["cart", as: Cart.self]
/// ```
///
/// Nothing is stored before the end of the request, and then only the keys that changed.
public final class Session: Sendable {
    let state: Mutex<SessionState>
    private let store: any SessionStore
    let policy: SessionPolicy
    private let client: (@Sendable () -> SessionClient)?

    /// The session of a token, read from the store; an empty one for no token, for one that the store does not know
    /// and for one whose session ended. The store is asked only for a token.
    ///
    /// - Parameter client: from where the request comes; nil to leave that unsaid.
    /// - Throws: what the store throws when it fails.
    public convenience init(
        _ token: SessionToken?, store: any SessionStore, policy: SessionPolicy, client: SessionClient? = nil
    ) async throws {
        try await self.init(token, store: store, policy: policy, findingClient: client.map(Self.always))
    }

    private static func always(_ client: SessionClient) -> @Sendable () -> SessionClient {
        { client }
    }

    init(
        _ token: SessionToken?, store: any SessionStore, policy: SessionPolicy,
        findingClient client: (@Sendable () -> SessionClient)?
    ) async throws {
        self.store = store
        self.policy = policy
        self.client = client
        var record: SessionRecord?
        if let token, let found = try await Self.guarding({ try await store.load(token) }),
            policy.isAlive(found, at: policy.now())
        {
            record = found
        }
        state = Mutex(SessionState(token: token, record: record))
    }

    /// What a store throws means that it failed.
    private static func guarding<Result>(_ work: () async throws -> Result) async throws -> Result {
        try await StoreFailure.guarding("sessions", work)
    }

    /// The token that the browser should hold now; nil when there is no stored session.
    public var token: SessionToken? { state.withLock { $0.token } }
    /// Names the session in lists; nil when there is no stored session.
    public var id: SessionID? { token?.id }
    /// The key, as text, of the account that is signed in; nil for none.
    public var accountKey: String? { state.withLock { $0.readAccount() } }
    /// Whether it is not stored and holds nothing.
    public var isEmpty: Bool { state.withLock { $0.isEmpty } }
    /// Whether the request read or wrote a value.
    public var isAccessed: Bool { state.withLock { $0.isAccessed } }
    /// Whether the request changed a value or asked for a new token.
    public var isModified: Bool { state.withLock { $0.isModified } }
    /// When it was made, or somebody signed in, and when it was last used before this request; nil when there is no
    /// stored session.
    public var record: SessionSummary? {
        state.withLock { state in
            state.noteAccess()
            guard let token = state.token, let record = state.record else { return nil }
            return SessionSummary(id: token.id, record)
        }
    }

    /// Notes who is signed in; the token changes when the session is saved.
    package func setAccountKey(_ key: String?) { state.withLock { $0.setAccount(key) } }

    /// Gives the session a new token when it is saved, and ends the old one.
    public func cycleToken() { state.withLock { $0.cycleToken() } }

    /// Forgets everything and removes the session from the store at once.
    ///
    /// - Throws: what the store throws when it fails.
    public func flush() async throws {
        // In this order: while the store fails, the browser keeps what it needs to try again.
        if let token = state.withLock({ $0.token }) { try await Self.guarding { try await store.delete(token) } }
        state.withLock { $0.flush() }
    }

    /// Whether ``save()`` has something to write, or to refuse.
    public var needsSave: Bool { state.withLock { $0.needsSave(policy) } }

    /// Writes what changed, and tells whether the browser must be given the cookie anew. Middleware calls it at the
    /// end of a request.
    ///
    /// - Throws: ``SessionError/interrupted`` when the session was removed meanwhile; ``SessionError`` when a value or
    ///   the whole cannot be stored; what the store throws.
    @discardableResult
    public func save() async throws -> Bool {
        let write = try state.withLock { state throws(SessionError) in try state.prepareSave(policy, client) }
        let token: SessionToken?
        do {
            switch write {
            case .nothing: return false
            case .create(let record): token = try await Self.guarding { try await store.create(record) }
            case .update(let old, let changes): token = try await Self.guarding { try await store.update(old, changes) }
            case .replace(let old, let changes):
                token = try await Self.guarding { try await store.replace(old, changes) }
            }
        } catch {
            state.withLock { $0.notSaved() }
            throw error
        }
        guard let token else { throw SessionError.interrupted }
        state.withLock { $0.saved(write, as: token) }
        return true
    }
}
