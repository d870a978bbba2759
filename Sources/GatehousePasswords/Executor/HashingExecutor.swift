import GatehouseBase
import Metrics
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Threads of their own for work that takes a core and much memory for long, so that event loops and the cooperative
/// pool never do it.
///
/// As many hashes run at a time as there are threads and memory for; the others wait in order, up to a number and for
/// a time. Metrics: `gatehouse_hashing_waiting` (how many wait), `gatehouse_hashing_wait` (how long one waited) and
/// `gatehouse_hashing_duration` by `algorithm`.
public final class HashingExecutor: Sendable {
    /// What an executor may use.
    public struct Limits: Sendable {
        /// How many hashes run at a time; 1 or more.
        public var threads = ProcessInfo.processInfo.activeProcessorCount
        /// How many bytes of memory the hashes under way may take together; a single one that needs more runs alone.
        public var memory = 512 << 20
        /// How many hashes may wait, and how many sign-ins may be on their way to one; one more is refused. 128 a core,
        /// which is about five seconds of work.
        public var maximumWaiting = 128 * ProcessInfo.processInfo.activeProcessorCount
        /// How long one waits before it is refused.
        public var patience = Duration.seconds(10)
        /// How long the memory of the last hash is kept for the next; a hash in fresh memory takes half as long again.
        public var memoryRetention = Duration.seconds(5)

        /// A thread and 128 waiting a core, for at most 10 s, 512 MiB, memory kept for 5 s.
        public init() {}
    }

    private let limits: Limits
    private let turns: PermitQueue
    private let memory: PermitQueue
    private let threads: NIOThreadPool
    private let spare: SpareMemory
    private let begun = HashingPlace.Counter()
    private let waitingGauge = Gauge(label: "gatehouse_hashing_waiting")
    private let waitTimer = Metrics.Timer(label: "gatehouse_hashing_wait")

    /// Memory is counted in KiB.
    private static let unit = 1024

    /// Starts the threads.
    public init(_ limits: Limits = Limits()) {
        self.limits = limits
        turns = PermitQueue(permits: limits.threads, maximumWaiting: limits.maximumWaiting)
        memory = PermitQueue(permits: max(1, limits.memory / Self.unit))
        threads = NIOThreadPool(numberOfThreads: limits.threads)
        spare = SpareMemory(retention: limits.memoryRetention)
        threads.start()
    }

    /// Notes work that will need a hash, such as a sign-in, before it asks anything of a store: what could not be hashed
    /// in time is refused while it holds nothing.
    ///
    /// - Returns: a place to leave when the work has ended.
    /// - Throws: ``PasswordError`` with code `overloaded`.
    package func begin() throws -> HashingPlace {
        let place = HashingPlace(begun)
        guard begun.count.add(1, ordering: .relaxed).newValue <= limits.threads + limits.maximumWaiting else {
            place.leave()
            throw PasswordError(.overloaded, "too many passwords are waiting to be hashed")
        }
        return place
    }

    /// Runs the work on a thread of the executor.
    ///
    /// - Parameters:
    ///   - bytes: how much memory the work takes.
    ///   - algorithm: the name for the metrics.
    /// - Throws: ``PasswordError`` with code `overloaded`; `CancellationError`; what the work throws.
    func run<Result: Sendable>(
        memory bytes: Int, algorithm: String, _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let asked = ContinuousClock.now
        defer {
            waitingGauge.record(turns.waitingCount)
            spare.noteUse()
        }
        do {
            return try await turns.withPermit(timeout: limits.patience) {
                try await memory.withPermit(count: bytes / Self.unit + 1, timeout: limits.patience) {
                    waitTimer.record(duration: ContinuousClock.now - asked)
                    return try await threads.runIfActive { try Self.timed(algorithm, work) }
                }
            }
        } catch let error as PermitError {
            if error == .cancelled { throw CancellationError() }
            throw PasswordError(.overloaded, "too many passwords are being hashed now", underlying: error)
        }
    }

    private static func timed<Result>(_ algorithm: String, _ work: () throws -> Result) rethrows -> Result {
        let started = ContinuousClock.now
        defer {
            Metrics.Timer(label: "gatehouse_hashing_duration", dimensions: [("algorithm", algorithm)])
                .record(duration: ContinuousClock.now - started)
        }
        return try work()
    }

    /// Lets the work under way end and stops the threads. Call it once.
    public func shutdown() async throws {
        turns.close()
        try await threads.shutdownGracefully()
    }
}
