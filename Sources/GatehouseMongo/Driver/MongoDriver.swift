import CGatehouseMongo
import GatehouseBSON
import GatehouseBase
import NIOPosix
import Synchronization

/// Runs the shim's blocking calls: commands go in as bytes and come back as documents.
///
/// The driver blocks, so every call runs on a thread of its own pool. There are as many permits as connections and
/// threads: whoever holds a permit finds both free, and waiting costs no thread.
final class MongoDriver: Sendable {
    private let pools: Mutex<MongoPools?>
    private let threads: NIOThreadPool
    /// For single calls, as many as ``poolSize``.
    let permits: PermitQueue
    let poolSize: Int
    /// For streams of changes, which hold their connection as long as they are read.
    private let streamPermits: PermitQueue
    /// For cursors and transactions: who holds one and makes a call besides must find a connection for it.
    private let transactionPermits: PermitQueue
    private let deadlines: Deadlines
    let timeout: Duration
    let database: String
    private let settings: MongoSettings
    private var url: String { settings.url }
    /// The level of the reads of queries and transactions; nil for the server's.
    let readConcern: String?
    /// What the connection string asks for that is not used or unsafe.
    let cautions: [String]

    init(_ settings: MongoSettings) throws {
        MongoLog.start()
        precondition(settings.poolSize > 0, "a pool needs at least one connection")
        precondition(settings.maximumStreams > 0, "at least one stream of changes must be possible")
        precondition(settings.maximumTransactions > 0, "at least one transaction must be possible")
        let size = settings.poolSize + settings.maximumTransactions + settings.maximumStreams
        let url = try MongoURL(settings.url)
        readConcern = url.readConcern
        cautions = url.cautions
        self.settings = settings
        let pools = try MongoPools(settings, size: size)
        database = pools.patient.database ?? settings.defaultDatabase
        self.pools = Mutex(pools)
        poolSize = settings.poolSize
        permits = PermitQueue(permits: poolSize)
        streamPermits = PermitQueue(permits: settings.maximumStreams)
        transactionPermits = PermitQueue(permits: settings.maximumTransactions)
        threads = NIOThreadPool(numberOfThreads: size)
        timeout = settings.timeout
        deadlines = Deadlines(after: timeout)
        threads.start()
    }

    /// Refuses new calls, lets those under way end, and closes the connections; one that a cursor or a transaction
    /// still holds closes when that ends.
    func shutdown() async throws {
        permits.close()
        streamPermits.close()
        transactionPermits.close()
        guard pools.withLock({ $0 != nil }) else { return }
        try await threads.shutdownGracefully()
        pools.withLock { $0 = nil }
    }

    /// Makes a call, in a transaction or on any connection, and reads its reply on the same thread.
    ///
    /// - Parameters:
    ///   - isQuick: whether a server that is well answers at once: one that says nothing is left early then, and the
    ///     driver asks again whoever is the primary by then, where asking twice does no harm.
    ///   - call: gets the milliseconds left until the deadline.
    func run<Answer: Sendable>(
        _ name: String, in transaction: MongoTransaction?, isQuick: Bool = false,
        reading read: @escaping @Sendable ([UInt8]) throws -> Answer, _ call: @escaping @Sendable (Int32) -> MongoCall
    ) async throws -> Answer {
        if let transaction {
            return try await transaction.lease.run(name) { target, left in try read(target.run(call(left))) }
        }
        return try await MongoTelemetry.observing(name) { observation in
            let deadline = ContinuousClock.now + timeout
            try await acquire(permits)
            observation.gotConnection()
            return try await submit(until: deadline, finally: { _ in self.permits.release() }) { pools, left in
                let pool = isQuick ? pools.quick : pools.patient
                let client = pool.pop()
                defer { pool.push(client) }
                return try read(gatehouse_mongo_target(client: client, session: nil).run(call(left)))
            }
        }
    }

    /// Makes a call that takes as long as a collection is large, on a connection of its own, and reads its reply on the
    /// same thread.
    func runLong<Answer: Sendable>(
        _ name: String, reading read: @escaping @Sendable ([UInt8]) throws -> Answer,
        _ call: @escaping @Sendable (Int32) -> MongoCall
    ) async throws -> Answer {
        try await MongoTelemetry.observing(name) { observation in
            // There are as many threads as permits.
            try await acquire(transactionPermits)
            observation.gotConnection()
            let (settings, time) = (settings, settings.indexTimeout)
            return try await submit(until: .now + time, finally: { _ in self.transactionPermits.release() }) {
                _, left in
                // As with the pools it is the deadline that ends it.
                let connection = try MongoLongConnection(settings, silence: time * 1.25)
                defer { connection.close() }
                return try read(gatehouse_mongo_target(client: connection.client, session: nil).run(call(left)))
            }
        }
    }

    /// Takes a connection out of the pool until the lease ends, and opens something on it.
    func lease(
        _ name: String, forStream: Bool = false,
        opening open: @escaping @Sendable (OpaquePointer) throws -> MongoLease.Resource
    ) async throws -> MongoLease {
        try await MongoTelemetry.observing(name) { observation in
            let permits = forStream ? streamPermits : transactionPermits
            let deadline = ContinuousClock.now + timeout
            try await acquire(permits)
            observation.gotConnection()
            // The lease gives the permit back; when it cannot be made, we do.
            return try await submit(until: deadline, finally: { isMade in if !isMade { permits.release() } }) {
                pools, _ in
                let pool = pools.patient
                let client = pool.pop()
                do {
                    return MongoLease(
                        driver: self, pool: pool, permits: permits, client: client, resource: try open(client))
                } catch {
                    pool.push(client)
                    throw error
                }
            }
        }
    }

    /// Runs blocking work on a thread and waits for it until the deadline; the work itself goes on to its end.
    ///
    /// - Parameters:
    ///   - finally: runs when the work is over, whether somebody still waits or not; told whether it succeeded.
    ///   - body: gets the pools and the milliseconds left.
    func submit<Answer: Sendable>(
        until deadline: ContinuousClock.Instant? = nil, finally: @escaping @Sendable (Bool) -> Void,
        _ body: @escaping @Sendable (MongoPools, Int32) throws -> Answer
    ) async throws -> Answer {
        let deadline = deadline ?? ContinuousClock.now + timeout
        let late = MongoError(.timeout, "no answer within the timeout")
        return try await deadlines.wait(until: deadline, orThrow: late) { completion in
            threads.submit { state in
                let result = Result {
                    guard state == .active, let pools = self.pools.withLock({ $0 }) else { throw MongoError.isClosed }
                    let left = (deadline - ContinuousClock.now).driverMilliseconds
                    guard left > 0 else { throw late }
                    do {
                        return try body(pools, left)
                    } catch let error as MongoError where error.code == .network && ContinuousClock.now >= deadline {
                        // On a busy machine the driver may give up on a silent server before the deadline is noticed.
                        throw late
                    }
                }
                if case .success = result { finally(true) } else { finally(false) }
                completion.finish(with: result)
            }
        }
    }

    /// Pings on a connection of its own, since the pool does not say why a server does not answer.
    func reach(within time: Duration) async throws {
        let url = url
        let deadline = ContinuousClock.now + min(time, timeout)
        try await submit(until: deadline, finally: { _ in }) { _, left in
            // A little less, so that it is the driver that ends it, and says why.
            let target = gatehouse_mongo_target(client: nil, session: nil)
            _ = try target.run { _, reply, error in gatehouse_mongo_reach(url, left / 10 * 9, &reply, &error) }
        }
    }

    /// Runs work that ends something, also after shutdown.
    func cleanUp(_ body: @escaping @Sendable () -> Void) { threads.submit { _ in body() } }

    func acquire(_ permits: PermitQueue, _ count: Int = 1) async throws {
        do {
            try await permits.acquire(count, timeout: timeout)
        } catch let error as PermitError {
            switch error {
            case .cancelled: throw CancellationError()
            case .closed: throw MongoError.isClosed
            default: throw MongoError(.timeout, "no connection came free within the timeout")
            }
        }
    }
}

extension MongoError {
    static var isClosed: MongoError { MongoError(.closed, "the client was shut down") }
}
