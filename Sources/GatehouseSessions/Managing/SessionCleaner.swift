public import Logging
public import ServiceLifecycle

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Removes sessions that ended, again and again: for engines whose store does not do it by itself.
///
/// It runs as a `Service` until graceful shutdown. A store that fails is tried again after the interval, with a line in
/// the log.
public struct SessionCleaner: Service {
    private let directory: any SessionDirectory
    private let interval: Duration
    private let now: @Sendable () -> Date
    private let pause: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// A cleaner of a store.
    ///
    /// - Parameters:
    ///   - interval: how long it waits between two runs; an hour.
    ///   - policy: whose clock says what has ended.
    ///   - pause: waits; tests make it short.
    public init(
        _ directory: any SessionDirectory, every interval: Duration = .seconds(3600),
        policy: SessionPolicy = SessionPolicy(), logger: Logger = Logger(label: "gatehouse.sessions"),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.directory = directory
        self.interval = interval
        self.logger = logger
        self.pause = pause
        now = policy.now
    }

    /// Removes ended sessions until it is told to stop.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await directory.clearExpired(before: now())
                    if count > 0 { logger.info("Ended sessions were removed", metadata: ["count": "\(count)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("Ended sessions could not be removed", metadata: ["error": "\(error)"])
                }
                guard (try? await pause(interval)) != nil else { return }
            }
        }
    }
}
