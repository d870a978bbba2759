import GatehouseBSON
import Synchronization

/// The session of one request: values that follow a browser from page to page.
///
/// ```swift
/// try session.set(cart, for: "cart")
/// let cart = try session.value("cart", as: Cart.self)
/// ```
///
/// Nothing is stored before the end of the request, and then only what changed.
public final class Session: Sendable {
    private let state: Mutex<SessionState>
    private let store: any SessionStore
    private let policy: SessionPolicy

    /// The session of a token, read from the store; an empty one for no token, for one that the store does not know
    /// and for one whose session ended. The store is asked only for a token.
    ///
    /// - Throws: what the store throws when it fails.
    public init(_ token: SessionToken?, store: any SessionStore, policy: SessionPolicy) async throws {
        self.store = store
        self.policy = policy
        var record: SessionRecord?
        if let token { record = try await store.load(token.id, now: policy.now()) }
        state = Mutex(SessionState(token: token, record: record))
    }

    /// The token that the browser should hold now; nil when there is no stored session.
    public var token: SessionToken? { state.withLock { $0.token } }
    /// The key, as text, of the account that is signed in; nil for none.
    public var account: String? { state.withLock { $0.account } }
    /// Whether it holds nothing.
    public var isEmpty: Bool { state.withLock { $0.isEmpty } }
    /// Whether the request read or wrote a value.
    public var isAccessed: Bool { state.withLock { $0.isAccessed } }
    /// Whether the request changed a value or asked for a new token.
    public var isModified: Bool { state.withLock { $0.isModified } }

    /// The value of a key, or nil.
    ///
    /// - Throws: `DecodingError` when it is of another type.
    public func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let value = state.withLock({ $0.value(key) }) else { return nil }
        return try BSONDecoder().decodeValue(type, from: value)
    }

    /// Sets the value of a key.
    ///
    /// - Throws: ``BSONError`` when it has no BSON form.
    public func set(_ value: some Encodable, for key: String) throws {
        let value = try BSONEncoder().encodeValue(value)
        state.withLock { $0.set(value, key) }
    }

    /// Removes the value of a key.
    public func remove(_ key: String) { state.withLock { $0.set(nil, key) } }

    /// Notes who is signed in; the token changes when the session is saved.
    package func setAccount(_ account: String?) { state.withLock { $0.setAccount(account) } }

    /// Gives the session a new token when it is saved, and ends the old one.
    public func cycleToken() { state.withLock { $0.cycleToken() } }

    /// Forgets everything and removes the session from the store at once.
    ///
    /// - Throws: what the store throws when it fails.
    public func flush() async throws {
        if let id = state.withLock({ $0.flush() }) { try await store.delete(id) }
    }

    /// Writes what changed, and tells whether the browser must be given the token anew.
    ///
    /// - Throws: ``SessionError/interrupted`` when the session was removed meanwhile; what the store throws.
    public func save() async throws -> Bool {
        switch state.withLock({ $0.prepareSave(policy) }) {
        case .nothing: return false
        case .create(let record):
            try await store.create(record)
        case .apply(let changes, let id):
            guard try await store.apply(changes, to: id) else { throw SessionError.interrupted }
        case .replace(let old, var record, let changes):
            // What other requests wrote until this moment comes along.
            guard let last = try await store.take(old) else { throw SessionError.interrupted }
            record.data = last.data.merging(changes.set) { _, new in new }
            for key in changes.unset { record.data[key] = nil }
            do {
                try await store.create(record)
            } catch {
                try? await store.create(last)
                throw error
            }
        }
        return true
    }
}
