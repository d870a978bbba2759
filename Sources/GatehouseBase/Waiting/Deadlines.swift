import DequeModule
import Synchronization

/// Ends waits that take longer than about one time, with one timer for all of them. A wait ends at its deadline, or up to
/// a tenth of that time later.
///
/// What is waited for is not stopped: it ends by itself, and its result is dropped.
package final class Deadlines: Sendable {
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let wait: any ExpiringWait
    }
    private struct State {
        /// In the order of their deadlines.
        var entries: Deque<Entry> = []
        var hasTimer = false
    }

    private let state = Mutex(State())
    private let time: Duration

    /// For waits of about so much time at most.
    package init(after time: Duration) { self.time = time }

    /// Starts something and waits for its result.
    ///
    /// - Parameters:
    ///   - deadline: when to stop waiting.
    ///   - error: what is thrown when the time is over.
    ///   - start: starts it, and gives the result to the ``Completion`` once.
    /// - Throws: `error`; what the completion is given.
    package func wait<Value: Sendable>(
        until deadline: ContinuousClock.Instant, orThrow error: any Error, _ start: (Completion<Value>) -> Void
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let completion = Completion<Value>(continuation, error)
            watch(Entry(deadline: deadline, wait: completion))
            start(completion)
        }
    }

    private func watch(_ entry: Entry) {
        let needsTimer = state.withLock { state in
            while state.entries.first?.wait.isOver == true { state.entries.removeFirst() }
            // Waits of one time come nearly in the order of their deadlines: the place is at the end, or close to it.
            var place = state.entries.count
            while place > 0, state.entries[place - 1].deadline > entry.deadline { place -= 1 }
            state.entries.insert(entry, at: place)
            defer { state.hasTimer = true }
            return !state.hasTimer
        }
        if needsTimer { Task.detached { await self.runTimer() } }
    }

    /// Sleeps from deadline to deadline, though not for long, until nobody waits.
    private func runTimer() async {
        while let next = expire() { try? await Task.sleep(until: next, clock: .continuous) }
    }

    /// Ends the waits whose time is over, and tells when to look again; nil when there is nothing left to watch.
    private func expire() -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let (expired, next) = state.withLock { state -> ([Entry], ContinuousClock.Instant?) in
            var expired: [Entry] = []
            while let first = state.entries.first, first.wait.isOver || first.deadline <= now {
                expired.append(first)
                state.entries.removeFirst()
            }
            state.hasTimer = !state.entries.isEmpty
            return (expired, state.entries.first?.deadline)
        }
        for entry in expired { entry.wait.expire() }
        return next.map { min($0, now + time / 10) }
    }
}

private protocol ExpiringWait: Sendable {
    var isOver: Bool { get }
    func expire()
}

/// Takes the result of something that is waited for; the first one counts.
package final class Completion<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, any Error>?>
    private let error: any Error

    init(_ continuation: CheckedContinuation<Value, any Error>, _ error: any Error) {
        self.continuation = Mutex(continuation)
        self.error = error
    }

    /// Ends the wait, unless its time is over already.
    package func finish(with result: Result<Value, any Error>) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
    }
}

extension Completion: ExpiringWait {
    var isOver: Bool { continuation.withLock { $0 == nil } }
    func expire() { finish(with: .failure(error)) }
}
