public import Synchronization

/// One who waits for a batch: gets its answer once, or leaves before.
@usableFromInline final class BatchWaiter<Value: Sendable>: Sendable {
    @usableFromInline typealias Continuation = UnsafeContinuation<Value?, any Error>

    @usableFromInline enum State: Sendable {
        case entering
        case waiting(Continuation)
        case over
    }

    @usableFromInline let state = Mutex(State.entering)

    @inlinable init() {}

    /// Notes whom to answer, and tells whether it still waits: not when it was cancelled before.
    @inlinable func wait(_ continuation: Continuation) -> Bool {
        state.withLock { state in
            guard case .entering = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }

    /// Whether it needs no answer any more.
    @inlinable var isOver: Bool {
        state.withLock { if case .over = $0 { true } else { false } }
    }

    /// Ends the wait; the first answer counts.
    @inlinable func finish(_ answer: Result<Value?, any Error>) {
        // Never resumed twice: whoever takes the continuation out is the only one who has it.
        let continuation: Continuation? = state.withLock { state in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume(with: answer)
    }
}
