import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in this process's memory, without bound: for tests.
public final class MemorySessionStore: SessionStore {
    private let records = Mutex<[SessionID: SessionRecord]>([:])

    /// An empty store.
    public init() {}

    /// How many sessions it holds, ended ones too.
    public var count: Int { records.withLock { $0.count } }

    public func load(_ id: SessionID, now: Date) async throws -> SessionRecord? {
        records.withLock { $0[id] }.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    public func create(_ record: SessionRecord) async throws { records.withLock { $0[record.id] = record } }

    public func apply(_ changes: SessionChanges, to id: SessionID) async throws -> Bool {
        records.withLock { records in
            guard var record = records[id] else { return false }
            record.data.merge(changes.set) { _, new in new }
            for key in changes.unset { record.data[key] = nil }
            record.lastSeenAt = changes.lastSeenAt
            record.expiresAt = changes.expiresAt
            records[id] = record
            return true
        }
    }

    public func take(_ id: SessionID) async throws -> SessionRecord? { records.withLock { $0.removeValue(forKey: id) } }

    public func delete(_ id: SessionID) async throws { records.withLock { $0[id] = nil } }
}
