import GatehouseConcurrency
import NIOPosix

/// Threads of their own for work that takes a core for long, so that event loops and the cooperative pool never do it.
///
/// As many run at a time as there are threads; the others wait in order, up to a number and for a time.
public final class HashingExecutor: Sendable {
    private let permits: PermitQueue
    private let threads: NIOThreadPool
    private let patience: Duration

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - threads: how many run at a time; 1 or more.
    ///   - maximumWaiting: how many may wait; one more is refused.
    ///   - patience: how long one waits before it is refused.
    public init(threads: Int, maximumWaiting: Int = 1000, patience: Duration = .seconds(10)) {
        permits = PermitQueue(permits: threads, maximumWaiting: maximumWaiting)
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.patience = patience
        self.threads.start()
    }

    /// Runs the work on a thread of the executor.
    ///
    /// - Throws: ``PasswordError`` with code `overloaded`; `CancellationError`; what the work throws.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        do {
            return try await permits.withPermit(timeout: patience) { [threads] in
                try await threads.runIfActive(work)
            }
        } catch let error as PermitError {
            if error == .cancelled { throw CancellationError() }
            throw PasswordError(.overloaded, "too many passwords are being checked now")
        }
    }

    /// Lets the work under way end and stops the threads. Call it once.
    public func shutdown() async throws {
        permits.close()
        try await threads.shutdownGracefully()
    }
}
