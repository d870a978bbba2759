import GatehouseAuth
import GatehouseBSON
import GatehouseBase
public import GatehouseMongo
public import GatehouseSessions
public import Logging
public import ServiceLifecycle
import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in MongoDB, read from this process's memory.
///
/// Every write goes to the database. What other instances write arrives through a stream of changes, and their copies
/// here go: a revocation counts everywhere as soon as the server tells of it. While there is no stream (the server is
/// no replica set, the connection is broken, or the store does not run as a `Service`) copies count for a short time
/// only, and the log says so.
public final class CachedSessionStore: SessionDirectory, Service {
    /// A second.
    public static let defaultStaleness = Duration.seconds(1)

    private let base: MongoSessionStore
    private let cache: SessionCache
    private let staleness: Duration
    private let policy: SessionPolicy
    private let logger: Logger
    private let start = ContinuousClock.now
    /// When the server was last asked for changes and answered, in milliseconds since the start.
    private let heardAt = Atomic(never)
    private static let never = Int64.min / 2
    /// How long the server waits for a change before it answers that there is none.
    private static let silence = Duration.milliseconds(500)

    /// The sessions of a collection of the client's default database.
    ///
    /// - Parameters:
    ///   - capacity: the bytes that copies take together, about.
    ///   - staleness: how old a copy may be while there is no stream of changes.
    public init(
        client: MongoClient, collection: String = "sessions", capacity: Int = CacheSessionStore.defaultCapacity,
        staleness: Duration = defaultStaleness, policy: SessionPolicy = SessionPolicy(),
        logger: Logger = Logger(label: "gatehouse.sessions")
    ) {
        base = MongoSessionStore(client: client, collection: collection)
        self.staleness = staleness
        self.policy = policy
        self.logger = logger
        cache = SessionCache(capacity: capacity)
    }

    /// Makes the indexes that are not there yet.
    ///
    /// - Throws: `MongoError`.
    public func ensureIndexes() async throws -> IndexReport { try await base.ensureIndexes() }

    /// Whether the changes of other instances arrive now: the server answered lately, so that a copy cannot be older than
    /// that. A connection that died without a word stops counting by itself.
    public var isListening: Bool {
        let age = (ContinuousClock.now - start).milliseconds - heardAt.load(ordering: .acquiring)
        return age < (Self.silence + max(staleness, .milliseconds(250))).milliseconds
    }
    /// How many copies there are.
    public var count: Int { cache.count }

    /// The session of a token: the copy in memory where it counts, else what the database has.
    ///
    /// - Throws: `MongoError`.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        let now = ContinuousClock.now
        // Asked for before the copy: the one may have become true only after the other had to go.
        let isListening = isListening
        if let copy = cache.copy(token.id), isListening || now - copy.readAt < staleness { return copy.record }
        let ticket = cache.ticket(token.id)
        guard let record = try await base.load(token) else { return nil }
        cache.keep(record, token.id, ticket, now, now: policy.now())
        return record
    }

    /// Stores a new session in the database. A copy is kept when it is first read.
    ///
    /// - Throws: `SessionError` for one that is too large; `MongoError`.
    public func create(_ record: SessionRecord) async throws -> SessionToken { try await base.create(record) }

    // A write that failed may have happened all the same, so the copy goes in any case.

    /// Writes changes into the database, and drops the copy.
    ///
    /// - Throws: `SessionError` for a session that becomes too large; `MongoError`.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        defer { cache.forget(token.id) }
        return try await base.update(token, changes)
    }

    /// Gives a session a new token in the database, and drops the copy of the old one.
    ///
    /// - Throws: `SessionError` for a session that becomes too large; `MongoError`.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        defer { cache.forget(token.id) }
        return try await base.replace(token, changes)
    }

    /// Removes a session from the database, and its copy.
    ///
    /// - Throws: `MongoError`.
    public func delete(_ token: SessionToken) async throws {
        defer { cache.forget(token.id) }
        try await base.delete(token)
    }

    /// The sessions of the database.
    ///
    /// - Throws: `MongoError`.
    public func sessions(of account: String?, limit: Int) async throws -> [SessionSummary] {
        try await base.sessions(of: account, limit: limit)
    }

    /// Ends a session in the database, and drops its copy.
    ///
    /// - Throws: `MongoError`.
    public func revoke(_ id: SessionID) async throws -> Bool {
        defer { cache.forget(id) }
        return try await base.revoke(id)
    }

    /// Ends the sessions of an account in the database, and drops their copies.
    ///
    /// - Throws: `MongoError`.
    public func revokeAll(of account: String, except kept: SessionID?) async throws -> Int {
        defer { cache.forget(account: account) }
        return try await base.revokeAll(of: account, except: kept)
    }

    /// Removes ended sessions from the database.
    ///
    /// - Throws: `MongoError`.
    public func clearExpired(before moment: Date) async throws -> Int { try await base.clearExpired(before: moment) }
    /// As the database's store: true, since the server removes them.
    public var removesExpired: Bool { base.removesExpired }

    /// Listens to the changes of other instances until graceful shutdown.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var pause = Duration.milliseconds(50)
            while !Task.isCancelled {
                let began = ContinuousClock.now
                do {
                    try await listen()
                } catch let error as MongoError where error.code == .replicaSetRequired {
                    logger.notice(
                        "MongoDB is no replica set: sessions may be as old as the staleness that is set",
                        metadata: ["staleness": "\(staleness)"])
                    try? await gracefulShutdown()
                    return
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning(
                        "No changes of sessions arrive: until they do, sessions may be as old as the staleness set",
                        metadata: ["staleness": "\(staleness)", "error": "\(error)"])
                }
                try? await Task.sleep(for: pause)
                pause = ContinuousClock.now - began > .seconds(5) ? .milliseconds(50) : min(pause * 2, .seconds(2))
            }
        }
    }

    /// Listens until the stream breaks.
    private func listen() async throws {
        defer { heardAt.store(Self.never, ordering: .releasing) }
        var changes = base.collection.watch(
            // Nobody has a copy of what is new.
            [
                ["$match": ["operationType": ["$ne": "insert"]]],
                ["$project": ["documentKey": 1, "operationType": 1]],
            ], waiting: Self.silence, patience: .zero
        ).makeAsyncIterator()
        try await changes.open()
        // What was read before this moment may have changed unheard.
        cache.forgetAll()
        heard(ContinuousClock.now)
        logger.info("Changes of sessions arrive")
        while !Task.isCancelled {
            // The server answers at least so often, also when nothing changed.
            let asked = ContinuousClock.now
            if let change = try await changes.poll() {
                if let id = MongoSessionStore.id(of: change) { cache.forget(id) } else { cache.forgetAll() }
                if change.kind == .invalidate { return }
            }
            heard(asked)
        }
    }

    private func heard(_ moment: ContinuousClock.Instant) {
        heardAt.store((moment - start).milliseconds, ordering: .releasing)
    }
}

extension MongoSessionStore {
    static func id(of change: MongoChange) -> SessionID? {
        guard case .binary(let key)? = change.id else { return nil }
        return SessionID(bytes: key.bytes)
    }
}
