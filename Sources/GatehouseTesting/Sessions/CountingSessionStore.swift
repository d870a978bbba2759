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

    /// Passes on, and counts nothing: no store is asked.
    public func token(of text: String) -> SessionToken? { base.token(of: text) }
    /// That of the store it passes on to.
    public var canRevoke: Bool { base.canRevoke }

    /// Counts `load`, and passes on.
    ///
    /// - Throws: what the store throws.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        count("load")
        return try await base.load(token)
    }

    /// Counts `create`, and passes on.
    ///
    /// - Throws: what the store throws.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        count("create")
        return try await base.create(record)
    }

    /// Counts `update`, and passes on.
    ///
    /// - Throws: what the store throws.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        count("update")
        return try await base.update(token, changes)
    }

    /// Counts `replace`, and passes on.
    ///
    /// - Throws: what the store throws.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        count("replace")
        return try await base.replace(token, changes)
    }

    /// Counts `delete`, and passes on.
    ///
    /// - Throws: what the store throws.
    public func delete(_ token: SessionToken) async throws {
        count("delete")
        try await base.delete(token)
    }
}
