public import GatehouseSessions
import Synchronization

/// A store that counts what is asked of it, to show what a request costs.
public final class CountingSessionStore: SessionStore {
    private let base: any SessionStore
    private let counts = Mutex<[String: Int]>([:])

    /// Counts before it passes on.
    public init(_ base: any SessionStore) { self.base = base }

    /// How often each method was called so far, by its name.
    public var calls: [String: Int] { counts.withLock { $0 } }

    /// Starts again from none.
    public func reset() { counts.withLock { $0 = [:] } }

    private func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }

    public func token(of text: String) -> SessionToken? { base.token(of: text) }
    public var canRevoke: Bool { base.canRevoke }

    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        count("load")
        return try await base.load(token)
    }

    public func create(_ record: SessionRecord) async throws -> SessionToken {
        count("create")
        return try await base.create(record)
    }

    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        count("update")
        return try await base.update(token, changes)
    }

    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        count("replace")
        return try await base.replace(token, changes)
    }

    public func delete(_ token: SessionToken) async throws {
        count("delete")
        try await base.delete(token)
    }
}
