package import Synchronization

/// Look-ups by key that are made together: keys asked for while a batch is under way go with the next one.
///
/// A look-up never joins a batch that started before it was asked for, so it sees what was written before. A key asked
/// for by several is looked up once; one that is not found gives nil; an error reaches all who wait for its batch. A
/// caller that is cancelled leaves at once; one that found nothing under way looks up by himself, and leaves when that
/// ends. A batch that hangs does not hold the others: when none has ended for a while, another lane opens.
package final class BatchLoader<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline typealias Place = BatchLoaderState<Key, Value>.Place

    @usableFromInline let state: Mutex<BatchLoaderState<Key, Value>>
    @usableFromInline let fetch: @Sendable ([Key]) async throws -> [Key: Value]
    @usableFromInline let patience: Duration
    @usableFromInline let maximumExtraLanes: Int

    /// A loader.
    ///
    /// - Parameters:
    ///   - lanes: how many batches may be under way at a time; 1 or more.
    ///   - maximumBatch: how many look-ups go in one batch; 1 or more.
    ///   - patience: how long those who wait wait for a batch under way before another lane opens for them.
    ///   - fetch: looks up keys, each of them once.
    @inlinable package init(
        lanes: Int = 1, maximumBatch: Int = 256, patience: Duration = .milliseconds(500),
        fetch: @escaping @Sendable ([Key]) async throws -> [Key: Value]
    ) {
        precondition(lanes > 0 && maximumBatch > 0, "a loader needs a lane and room for a key")
        state = Mutex(BatchLoaderState(lanes: lanes, maximumBatch: maximumBatch))
        self.fetch = fetch
        self.patience = patience
        maximumExtraLanes = 2 * lanes
    }

    /// The value of a key, or nil.
    ///
    /// - Throws: what `fetch` throws; `CancellationError`.
    @inlinable package func load(_ key: Key) async throws -> Value? {
        // Without company there is nobody to hand the answer to: no task and no waiting besides the look-up's own.
        if state.withLock({ $0.takeLane() }) {
            defer { runNext() }
            return try await fetch([key])[key]
        }
        let waiter = BatchWaiter<Value>()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                guard waiter.wait(continuation) else {
                    return continuation.resume(throwing: CancellationError())
                }
                let (batch, mustWatch) = state.withLock {
                    ($0.enter(Place(key: key, waiter: waiter)), $0.takeWatch())
                }
                if let batch { run(batch) }
                if mustWatch { watch() }
            }
        } onCancel: {
            waiter.finish(.failure(CancellationError()))
        }
    }

    /// Starts what waits for a lane that is free now.
    @inlinable func runNext() {
        if let next = state.withLock({ $0.takeBatch() }) { run(next) }
    }

    /// Works batches off until no key waits.
    @inlinable func run(_ first: [Place]) {
        // Detached: a batch belongs to no single request, nor to its trace.
        Task.detached { [self] in
            var batch: [Place]? = first
            while let places = batch {
                let found: Result<[Key: Value], any Error>
                do {
                    found = .success(try await fetch(Self.keys(of: places)))
                } catch {
                    found = .failure(error)
                }
                for place in places { place.waiter.finish(found.map { $0[place.key] }) }
                batch = state.withLock { $0.takeBatch() }
            }
        }
    }

    /// Looks after those who wait, until nobody does.
    @inlinable func watch() {
        Task.detached { [self] in
            var seen = state.withLock { $0.taken }
            while true {
                try? await Task.sleep(for: patience)
                let look = state.withLock { $0.look(&seen, most: maximumExtraLanes) }
                if let batch = look.batch { run(batch) }
                if look.isOver { return }
            }
        }
    }

    /// Each key once.
    @inlinable static func keys(of places: [Place]) -> [Key] {
        places.count == 1 ? [places[0].key] : Array(Set(places.lazy.map { $0.key }))
    }
}
