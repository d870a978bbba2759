import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in this process's memory, within a number of bytes. They end with the process, and other processes do not
/// see them.
///
/// When it is full, the sessions that were not used for longest go first: their owners are signed out. Sessions are
/// spread over parts with a lock each; ended ones go a few at a time with the writes, and nothing ever sweeps all.
public final class CacheSessionStore: SessionDirectory {
    /// 64 MiB.
    public static let defaultCapacity = 64 << 20
    /// How many parts it has unless told.
    public static let defaultShards = 16

    private let shards: [Shard]
    private let now: @Sendable () -> Date

    private final class Shard: Sendable {
        let state: Mutex<LRUShard>
        init(capacity: Int) { state = Mutex(LRUShard(capacity: capacity)) }
    }

    /// An empty store.
    ///
    /// - Parameters:
    ///   - capacity: the bytes that all sessions take together, about; each of the parts takes its share of it, and no
    ///     session can be larger than that.
    ///   - shards: how many parts; 1 or more.
    ///   - now: the time now.
    public init(
        capacity: Int = defaultCapacity, shards: Int = defaultShards, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        precondition(shards > 0 && capacity >= shards, "a cache needs a part, and a byte for each")
        self.shards = (0..<shards).map { _ in Shard(capacity: capacity / shards) }
        self.now = now
    }

    private func shard(_ id: SessionID) -> Shard {
        // Identifiers are hashes: their bytes are spread evenly.
        shards[id.bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } % shards.count]
    }

    /// How many sessions it holds, among them ended ones that nobody asked for since, and tokens that were replaced.
    public var count: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.count } } }
    /// About how many bytes they take.
    public var size: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.size } } }
    /// How many sessions had to go for others since the start.
    public var evictions: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.evictions } } }

    /// The session of a token; nil for one that is not here or has ended. The session counts as used now, and goes last
    /// when
    /// room is needed.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        let now = now()
        return shard(token.id).state.withLock { shard in
            guard let entry = shard.use(token.id) else { return nil }
            if entry.record.expiresAt <= now {
                shard.remove(token.id)
                return nil
            }
            return entry.record
        }
    }

    /// Stores a new session under a new token.
    ///
    /// - Throws: ``SessionError/tooLarge`` for one that its part of the memory cannot hold.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        let token = SessionToken()
        try put(record, token.id)
        return token
    }

    private func put(_ record: SessionRecord, _ id: SessionID) throws(SessionError) {
        let now = now()
        let fits = shard(id).state.withLock { $0.put(record, id, note: CacheNote(), now: now) }
        guard fits else { throw .tooLarge }
    }

    /// Writes changes into a session under its lock.
    ///
    /// - Throws: ``SessionError/tooLarge``.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        let now = now()
        let fits = shard(token.id).state.withLock { shard -> Bool? in
            guard let entry = shard.entry(token.id), entry.record.replacedAt == nil else { return nil }
            return shard.put(changes.applied(to: entry.record), token.id, note: CacheNote(), now: now)
        }
        guard let fits else { return nil }
        guard fits else { throw SessionError.tooLarge }
        return token
    }

    /// Gives a session a new token, and marks the old one as replaced.
    ///
    /// - Throws: ``SessionError/tooLarge``.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        // The new one is there before the old one goes: it is lost at no moment, and never has to be put back.
        guard let entry = shard(token.id).state.withLock({ $0.entry(token.id) }), entry.record.replacedAt == nil
        else { return nil }
        let new = SessionToken()
        try put(changes.applied(to: entry.record), new.id)
        // Whoever marks the old one has it to himself, with all that others wrote until then.
        let now = now()
        let last = shard(token.id).state.withLock { shard -> LRUShard.Entry? in
            guard let last = shard.entry(token.id), last.record.replacedAt == nil else { return nil }
            _ = shard.put(.replaced(at: changes.lastSeenAt), token.id, note: CacheNote(), now: now)
            return last
        }
        guard let last else {
            shard(new.id).state.withLock { _ = $0.remove(new.id) }
            return nil
        }
        try put(changes.applied(to: last.record), new.id)
        return new
    }

    /// Removes a session.
    public func delete(_ token: SessionToken) async throws { _ = try await revoke(token.id) }

    /// The sessions that are held, newest use first.
    public func sessions(of account: String?, limit: Int) async throws -> [SessionSummary] {
        var found = NewestSessions(limit)
        for shard in shards {
            let some = shard.state.withLock { shard in
                let ids = account.map { Array(shard.ids(of: $0)) } ?? shard.ids
                return ids.compactMap { id -> SessionSummary? in
                    guard let entry = shard.entry(id), entry.record.replacedAt == nil else { return nil }
                    return SessionSummary(id: id, entry.record)
                }
            }
            for session in some { found.add(session) }
        }
        return found.all
    }

    /// Ends a session, and tells whether it was there.
    public func revoke(_ id: SessionID) async throws -> Bool {
        shard(id).state.withLock { shard in
            shard.entry(id)?.record.replacedAt == nil && shard.remove(id) != nil
        }
    }

    /// Ends the sessions of an account but one, and tells how many.
    public func revokeAll(of account: String, except kept: SessionID?) async throws -> Int {
        shards.reduce(0) { count, shard in
            count
                + shard.state.withLock { shard in
                    shard.ids(of: account).count { id in id != kept && shard.remove(id) != nil }
                }
        }
    }

    /// They make room when it is needed.
    public var removesExpired: Bool { true }

    /// Removes sessions that ended before a moment, a few at a time.
    public func clearExpired(before moment: Date) async throws -> Int {
        var count = 0
        for shard in shards {
            var ids = shard.state.withLock { $0.ids }[...]
            // A few at a time, so that no request waits for long.
            while !ids.isEmpty {
                let some = ids.prefix(256)
                ids = ids.dropFirst(256)
                count += shard.state.withLock { shard in
                    some.count { id in
                        guard let entry = shard.entry(id), entry.record.expiresAt <= moment else { return false }
                        return shard.remove(id) != nil
                    }
                }
            }
        }
        return count
    }
}
