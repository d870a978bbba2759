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
        try await self.init(
            token.map { [$0] } ?? [], store: store, policy: policy, findingClient: client.map(Self.always))
    }

    private static func always(_ client: SessionClient) -> @Sendable () -> SessionClient {
        { client }
    }

    init(
        _ tokens: [SessionToken], store: any SessionStore, policy: SessionPolicy,
        findingClient client: (@Sendable () -> SessionClient)?
    ) async throws {
        self.store = store
        self.policy = policy
        self.client = client
        let sent =
            tokens.isEmpty
            ? SentSession() : try await Self.guarding { try await SentSession(tokens, in: store, policy) }
        state = Mutex(SessionState(sent))
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

    /// Forgets everything and removes the session from the store at once; where the browser sent several cookies of the
    /// name, the sessions of all of them, so that none is left to let it in.
    ///
    /// - Throws: what the store throws when it fails.
    public func flush() async throws {
        // In this order: while the store fails, the browser keeps what it needs to try again.
        for token in state.withLock({ $0.tokens }) { try await Self.guarding { try await store.delete(token) } }
        state.withLock { $0.flush() }
    }

    /// Whether the token that the browser sent was replaced a moment ago, as by a sign-in in another tab: the browser has
    /// another one by now, or is about to get it. Nothing can be saved under the old one.
    public var isReplaced: Bool { state.withLock { $0.isReplaced } }

    /// Whether the session that the browser has is not to be gone on with: it is nobody's here, or was replaced.
    package var isForeign: Bool { state.withLock { $0.isReplaced || $0.disowned != nil } }

    /// The key of the account whose session it was, where it ended or is nobody's, and that is known.
    package var formerAccountKey: String? { state.withLock { $0.formerAccount } }

    /// Names what the browser's forms are bound to: the stored session, else the one that the browser takes itself to
    /// have; nil when it sent no token, and after ``flush()``.
    package var browserID: SessionID? { state.withLock { $0.browserToken?.id } }

    /// Whether the browser sent cookies that were not looked at, because one before them led to a session.
    package var hasAlternatives: Bool { state.withLock { !$0.sent.rest.isEmpty } }

    /// Whether the request ended the session.
    package var isFlushed: Bool { state.withLock { $0.isFlushed } }

    /// Whether ``save()`` gives the browser another token than the one it sent.
    package var getsNewToken: Bool { state.withLock { $0.getsNewToken } }

    /// The text of a key, without counting as a use of the session.
    package func peek(_ key: String) -> String? { state.withLock { $0.data[key]?.string } }

    /// Takes the session for nobody's: what it holds is not seen any more, and in the store it stays as it is. Another
    /// cookie of the browser's may hold a better one, which takes its place.
    ///
    /// - Parameter token: the token that was looked at; where another part of the request was faster, nothing is done.
    /// - Returns: whether there is a session to look at.
    /// - Throws: what the store throws when it fails.
    package func disown(_ token: SessionToken?) async throws -> Bool {
        let sent = state.withLock { $0.sent }
        let next = try await Self.guarding { try await sent.following(in: store, policy) }
        return state.withLock { state in
            if state.token == token { state.disown(for: next) }
            return state.token != nil
        }
    }

    /// Whether ``save()`` has something to write, or to refuse.
    public var needsSave: Bool { state.withLock { $0.needsSave(policy) } }

    /// Writes what changed, and tells whether the browser must be given the cookie anew. Middleware calls it at the
    /// end of a request.
    ///
    /// - Throws: ``SessionError/interrupted`` when the session was removed meanwhile, ``SessionError/replaced`` when it got
    ///   another token; ``SessionError`` when a value or the whole cannot be stored; what the store throws.
    @discardableResult
    public func save() async throws -> Bool {
        var write = try state.withLock { state throws(SessionError) in try state.prepareSave(policy, client) }
        var token: SessionToken?
        do {
            token = try await perform(write)
            if token == nil, try await cameTooLate(write) {
                // Whoever shows who they are gets in, though another request of the browser's was faster.
                guard let anew = state.withLock({ $0.signInAnew(write) }) else { throw SessionError.replaced }
                write = anew
                token = try await perform(write)
            }
        } catch {
            state.withLock { $0.notSaved() }
            throw error
        }
        guard let token else {
            switch write {
            case .nothing: return false
            case .update(_, let changes) where changes.isTouch:
                // All that was to be written is that it was used: nothing is lost.
                state.withLock { $0.touchedInVain() }
                return false
            default: throw SessionError.interrupted
            }
        }
        state.withLock { $0.saved(write, as: token) }
        return true
    }

    private func perform(_ write: SessionState.Write) async throws -> SessionToken? {
        try await Self.guarding { () async throws -> SessionToken? in
            switch write {
            case .nothing: return nil
            case .create(let record): return try await store.create(record)
            case .update(let old, let changes): return try await store.update(old, changes)
            case .replace(let old, let changes): return try await store.replace(old, changes)
            }
        }
    }

    /// Whether a write that found no session came after another request had given that another token, and is more than a
    /// note of its use.
    private func cameTooLate(_ write: SessionState.Write) async throws -> Bool {
        switch write {
        case .nothing, .create: return false
        case .update(_, let changes) where changes.isTouch: return false
        case .update(let old, _), .replace(let old, _):
            return try await Self.guarding { try await store.load(old) }?.replacedAt != nil
        }
    }
}
