import Synchronization

/// A number of permits that tasks wait for, in order, without blocking a thread.
///
/// The one who has waited longest is next. Cancelling a waiting task frees its place at once.
public final class PermitQueue: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>
    private let state: Mutex<PermitQueueState<Waiter>>

    /// A queue with a number of permits, 1 or more.
    ///
    /// - Parameters:
    ///   - permits: how many may hold a permit at a time.
    ///   - maximumWaiting: how many may wait; one more is refused with ``PermitError/full``.
    public init(permits: Int, maximumWaiting: Int = .max) {
        precondition(permits > 0, "a queue without permits lets nobody through")
        state = Mutex(PermitQueueState(permits: permits, maximumWaiting: maximumWaiting))
    }

    /// How many wait now.
    public var waitingCount: Int { state.withLock { $0.waitingCount } }

    /// Runs the body while holding a permit.
    ///
    /// - Parameter timeout: how long to wait for the permit; nil waits for ever.
    /// - Throws: ``PermitError`` when no permit was given; what the body throws.
    public func withPermit<Result>(
        timeout: Duration? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> sending Result
    ) async throws -> sending Result {
        try await acquire(timeout: timeout)
        defer { release() }
        return try await body()
    }

    /// Refuses all who wait, and all who come later, with ``PermitError/closed``.
    public func close() {
        for waiter in state.withLock({ $0.close() }) { waiter.resume(throwing: PermitError.closed) }
    }

    /// Waits for a permit, which ``release()`` must give back.
    ///
    /// - Throws: ``PermitError`` when no permit was given.
    public func acquire(timeout: Duration? = nil) async throws {
        let id = state.withLock { $0.makeID() }
        let timer = timeout.map { timeout in
            Task {
                try await Task.sleep(for: timeout)
                self.abandon(id, .timedOut, beforeEntering: false)
            }
        }
        defer { timer?.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch state.withLock({ $0.enter(id, waiter) }) {
                case .granted(let waiter): waiter.resume()
                case .queued: break
                case .refused(let waiter, let error): waiter.resume(throwing: error)
                }
            }
        } onCancel: {
            abandon(id, .cancelled, beforeEntering: true)
        }
    }

    /// Gives a permit back.
    public func release() {
        state.withLock { $0.release() }?.resume()
    }

    private func abandon(_ id: Int, _ error: PermitError, beforeEntering: Bool) {
        state.withLock { $0.leave(id, beforeEntering: beforeEntering) }?.resume(throwing: error)
    }
}
