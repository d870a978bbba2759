/// Who waits for which key, and which batches are under way; without any waiting of its own.
///
/// It is open to the compiler where it is used: with its keys and values unknown, its tables would cost more than the
/// look-up itself.
@usableFromInline struct BatchLoaderState<Key: Hashable, Waiter> {
    @usableFromInline typealias ID = Int

    /// The keys of one batch, with those who wait for each.
    @usableFromInline struct Batch {
        @usableFromInline var waiters: [Key: [ID]] = [:]

        @inlinable init() {}
    }

    @usableFromInline let maximumBatch: Int
    @usableFromInline var freeLanes: Int
    @usableFromInline var pending: [Key: [ID]] = [:]
    /// Keys in the order they were first asked for.
    @usableFromInline var order: [Key] = []
    @usableFromInline var waiters: [ID: Waiter] = [:]
    @usableFromInline var entering: Set<ID> = []
    @usableFromInline var cancelledEarly: Set<ID> = []
    @usableFromInline var nextID = 0

    @inlinable init(lanes: Int, maximumBatch: Int) {
        freeLanes = lanes
        self.maximumBatch = maximumBatch
    }

    @inlinable mutating func makeID() -> ID {
        nextID += 1
        entering.insert(nextID)
        return nextID
    }

    @usableFromInline enum Entry {
        /// A lane is free: the caller runs this batch.
        case start(Batch)
        case joined
        case cancelled(Waiter)
    }

    @inlinable mutating func enter(_ id: ID, _ waiter: Waiter, _ key: Key) -> Entry {
        entering.remove(id)
        if cancelledEarly.remove(id) != nil { return .cancelled(waiter) }
        waiters[id] = waiter
        if pending[key] == nil { order.append(key) }
        pending[key, default: []].append(id)
        guard freeLanes > 0 else { return .joined }
        freeLanes -= 1
        return .start(takeBatch())
    }

    /// Takes out a caller that was cancelled; nil when it has its answer, or has not entered yet.
    @inlinable mutating func cancel(_ id: ID) -> Waiter? {
        if entering.contains(id) { cancelledEarly.insert(id) }
        return waiters.removeValue(forKey: id)
    }

    /// Those who still wait for a batch that is over, and the next batch; without one the lane is free again.
    @inlinable mutating func finish(_ batch: Batch) -> (waiters: [(Key, [Waiter])], next: Batch?) {
        let finished = batch.waiters.map { key, ids in (key, ids.compactMap { waiters.removeValue(forKey: $0) }) }
        // Keys that nobody waits for any more are not asked for.
        order.removeAll { key in
            guard let ids = pending[key], !ids.contains(where: { waiters[$0] != nil }) else { return false }
            pending[key] = nil
            return true
        }
        guard !order.isEmpty else {
            freeLanes += 1
            return (finished, nil)
        }
        return (finished, takeBatch())
    }

    @inlinable mutating func takeBatch() -> Batch {
        var batch = Batch()
        for key in order.prefix(maximumBatch) { batch.waiters[key] = pending.removeValue(forKey: key) }
        order.removeFirst(min(maximumBatch, order.count))
        return batch
    }
}

extension BatchLoaderState.Batch: Sendable where Key: Sendable {}
