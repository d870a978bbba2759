import Synchronization

/// A number of permits that tasks wait for, in order, without blocking a thread.
///
/// The one who has waited longest is next, however many permits it wants. Cancelling a waiting task frees its place at
/// once.
package final class PermitQueue: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>
    private let state: Mutex<PermitQueueState<Waiter>>
    private let permits: Int

    /// A queue with a number of permits, 1 or more.
    ///
    /// - Parameters:
    ///   - permits: how many may be held at a time.
    ///   - maximumWaiting: how many tasks may wait; one more is refused with ``PermitError/full``.
    package init(permits: Int, maximumWaiting: Int = .max) {
        precondition(permits > 0, "a queue without permits lets nobody through")
        self.permits = permits
        state = Mutex(PermitQueueState(permits: permits, maximumWaiting: maximumWaiting))
    }

    /// How many tasks wait now.
    package var waitingCount: Int { state.withLock { $0.waitingCount } }

    /// Runs the body while holding permits.
    ///
    /// - Parameters:
    ///   - count: how many; more than there are counts as all.
    ///   - timeout: how long to wait for them; nil waits for ever.
    /// - Throws: ``PermitError`` when no permit was given; what the body throws.
    package func withPermit<Result>(
        count: Int = 1, timeout: Duration? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> sending Result
    ) async throws -> sending Result {
        try await acquire(count, timeout: timeout)
        defer { release(count) }
        return try await body()
    }

    /// Refuses all who wait, and all who come later, with ``PermitError/closed``.
    package func close() {
        for waiter in state.withLock({ $0.close() }) { waiter.resume(throwing: PermitError.closed) }
    }

    /// Waits for permits, which ``release(_:)`` must give back.
    ///
    /// - Throws: ``PermitError`` when none was given.
    package func acquire(_ count: Int = 1, timeout: Duration? = nil) async throws {
        let id = state.withLock { $0.makeID() }
        let timer = timeout.map { timeout in
            Task {
                try await Task.sleep(for: timeout)
                self.finish(self.state.withLock { $0.giveUp(id, .timedOut) }, .timedOut)
            }
        }
        defer {
            timer?.cancel()
            state.withLock { $0.settle(id) }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch state.withLock({ $0.enter(id, waiter, count: min(count, permits)) }) {
                case .granted(let waiter): waiter.resume()
                case .queued: break
                case .refused(let waiter, let error): waiter.resume(throwing: error)
                }
            }
        } onCancel: {
            finish(state.withLock { $0.giveUp(id, .cancelled) }, .cancelled)
        }
    }

    /// Gives permits back.
    package func release(_ count: Int = 1) {
        for waiter in state.withLock({ $0.release(min(count, permits)) }) { waiter.resume() }
    }

    /// Tells a waiter that it has no place any more, and those behind it to go on.
    private func finish(_ left: (leaver: Waiter, next: [Waiter])?, _ error: PermitError) {
        guard let left else { return }
        left.leaver.resume(throwing: error)
        for waiter in left.next { waiter.resume() }
    }
}
