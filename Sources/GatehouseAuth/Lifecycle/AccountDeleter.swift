package import Logging
import ServiceLifecycle

/// Deletes the accounts that are due, again and again.
///
/// It runs as a `Service` until graceful shutdown. A store that fails is tried again after the interval, with a line in
/// the log.
package struct AccountDeleter<User: Account>: Service {
    private let lifecycle: AccountLifecycle<User>
    private let interval: Duration
    private let pause: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// A deleter.
    ///
    /// - Parameters:
    ///   - interval: how long it waits between two runs; an hour.
    ///   - pause: waits; tests make it short.
    package init(
        _ lifecycle: AccountLifecycle<User>, every interval: Duration = .seconds(3600),
        logger: Logger = Logger(label: "gatehouse.accounts"),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.lifecycle = lifecycle
        self.interval = interval
        self.logger = logger
        self.pause = pause
    }

    /// Deletes accounts that are due until it is told to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await lifecycle.deleteDue(logger: logger)
                    if count > 0 { logger.info("Accounts were deleted", metadata: ["count": "\(count)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("It could not be read which accounts are due", metadata: ["error": "\(error)"])
                }
                guard (try? await pause(interval)) != nil else { return }
            }
        }
    }
}
