import CGatehouseMongo
import GatehouseBSON
import GatehouseBase
import Synchronization

/// A connection in one hand for longer than a call, with what was opened on it: a cursor, a session, a stream.
///
/// It is used by one call at a time. When it ends, what was opened is closed and the connection goes back; if a call is
/// still under way then, as after a timeout, that happens when the call comes back.
final class MongoLease: Sendable {
    /// What was opened, and how it is closed. Unchecked because of the pointer, which only one call at a time uses, as
    /// `use` sees to.
    struct Resource: @unchecked Sendable {
        let pointer: OpaquePointer
        let isSession: Bool
        let close: @Sendable (OpaquePointer) -> Void
    }

    /// What must be given back. Unchecked because of the pointers, which only one call at a time uses, as `use` sees to.
    private struct Holdings: @unchecked Sendable {
        let pool: MongoPool
        let permits: PermitQueue
        let client: OpaquePointer
        let resource: Resource

        func giveBack() {
            resource.close(resource.pointer)
            pool.push(client)
            permits.release()
        }
    }

    private enum Use { case idle, busy, endsAfterCall, over }

    private let driver: MongoDriver
    private let holdings: Holdings
    private let use = Mutex(Use.idle)

    init(driver: MongoDriver, pool: MongoPool, permits: PermitQueue, client: OpaquePointer, resource: Resource) {
        self.driver = driver
        holdings = Holdings(pool: pool, permits: permits, client: client, resource: resource)
    }

    deinit { end() }

    /// Runs blocking work on the connection.
    ///
    /// - Parameter deadline: when to stop waiting for it; nil for the client's timeout.
    /// - Throws: ``MongoError`` with code `closed` when the lease is over, `busy` when another call is under way.
    func run<Answer: Sendable>(
        _ name: String, until deadline: ContinuousClock.Instant? = nil,
        _ body: @escaping @Sendable (gatehouse_mongo_target, Int32) throws -> Answer
    ) async throws -> Answer {
        try await MongoTelemetry.observing(name) { _ in
            try use.withLock { use in
                switch use {
                case .idle: use = .busy
                case .busy: throw MongoError(.busy, "another call of it is under way")
                case .endsAfterCall, .over: throw MongoError.isClosed
                }
            }
            let holdings = holdings
            return try await driver.submit(until: deadline, finally: { _ in self.finishCall() }) { _, left in
                let session = holdings.resource.isSession ? holdings.resource.pointer : nil
                return try body(gatehouse_mongo_target(client: holdings.client, session: session), left)
            }
        }
    }

    /// Runs blocking work on what was opened.
    func read<Answer: Sendable>(
        _ name: String, until deadline: ContinuousClock.Instant? = nil,
        _ body: @escaping @Sendable (OpaquePointer, gatehouse_mongo_target) throws -> Answer
    ) async throws -> Answer {
        let resource = holdings.resource
        return try await run(name, until: deadline) { target, _ in try body(resource.pointer, target) }
    }

    /// Closes what was opened and gives the connection back. Only the first call does anything.
    func end() {
        let isIdle = use.withLock { use in
            let isIdle = use == .idle
            use = use == .busy || use == .endsAfterCall ? .endsAfterCall : .over
            return isIdle
        }
        if isIdle { driver.cleanUp(holdings.giveBack) }
    }

    private func finishCall() {
        let mustEnd = use.withLock { use in
            defer { use = use == .endsAfterCall ? .over : .idle }
            return use == .endsAfterCall
        }
        if mustEnd { holdings.giveBack() }
    }
}
