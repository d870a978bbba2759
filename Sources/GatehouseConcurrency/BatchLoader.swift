public import Synchronization

/// Look-ups by key that are made together: keys asked for while a batch is under way go with the next one.
///
/// A look-up never joins a batch that started before it was asked for, so it sees what was written before. A key asked
/// for by several is looked up once; one that is not found gives nil; an error reaches all who wait for its batch. A
/// caller that is cancelled leaves at once.
public final class BatchLoader<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline typealias Waiter = CheckedContinuation<Value?, any Error>

    @usableFromInline let state: Mutex<BatchLoaderState<Key, Waiter>>
    @usableFromInline let fetch: @Sendable ([Key]) async throws -> [Key: Value]

    /// A loader.
    ///
    /// - Parameters:
    ///   - lanes: how many batches may be under way at a time; 1 or more.
    ///   - maximumBatch: how many keys go in one batch; 1 or more.
    ///   - fetch: looks up keys, each of them once.
    @inlinable public init(
        lanes: Int = 1, maximumBatch: Int = 256, fetch: @escaping @Sendable ([Key]) async throws -> [Key: Value]
    ) {
        precondition(lanes > 0 && maximumBatch > 0, "a loader needs a lane and room for a key")
        state = Mutex(BatchLoaderState(lanes: lanes, maximumBatch: maximumBatch))
        self.fetch = fetch
    }

    /// The value of a key, or nil.
    ///
    /// - Throws: what `fetch` throws; `CancellationError`.
    @inlinable public func load(_ key: Key) async throws -> Value? {
        let id = state.withLock { $0.makeID() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch state.withLock({ $0.enter(id, waiter, key) }) {
                case .start(let batch): run(batch)
                case .joined: break
                case .cancelled(let waiter): waiter.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            state.withLock { $0.cancel(id) }?.resume(throwing: CancellationError())
        }
    }

    /// Works batches off until no key waits.
    @inlinable func run(_ first: BatchLoaderState<Key, Waiter>.Batch) {
        // Detached: a batch belongs to no single request, nor to its trace.
        Task.detached { [self] in
            var batch = first
            while true {
                let result: Result<[Key: Value], any Error>
                do {
                    result = .success(try await fetch(Array(batch.waiters.keys)))
                } catch {
                    result = .failure(error)
                }
                let (finished, next) = state.withLock { $0.finish(batch) }
                for (key, waiters) in finished {
                    for waiter in waiters { waiter.resume(with: result.map { $0[key] }) }
                }
                guard let next else { return }
                batch = next
            }
        }
    }
}
