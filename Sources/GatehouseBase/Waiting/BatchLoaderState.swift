/// Who waits for which key, and how many more batches may start; without any waiting of its own.
///
/// It is open to the compiler where it is used: with its keys and values unknown, its tables would cost more than the
/// look-up itself.
@usableFromInline struct BatchLoaderState<Key: Hashable & Sendable, Value: Sendable> {
    @usableFromInline typealias Waiter = BatchWaiter<Value>

    /// One who waits, and for what.
    @usableFromInline struct Place: Sendable {
        @usableFromInline let key: Key
        @usableFromInline let waiter: Waiter

        @inlinable init(key: Key, waiter: Waiter) {
            self.key = key
            self.waiter = waiter
        }
    }

    @usableFromInline let maximumBatch: Int
    /// None is free while somebody waits.
    @usableFromInline var freeLanes: Int
    /// In the order in which they came.
    @usableFromInline var places: [Place] = []
    /// How many batches were taken so far.
    @usableFromInline var taken = 0
    /// Lanes that are open because others hang.
    @usableFromInline var extraLanes = 0
    /// Whether somebody looks after those who wait.
    @usableFromInline var hasWatch = false

    @inlinable init(lanes: Int, maximumBatch: Int) {
        freeLanes = lanes
        self.maximumBatch = maximumBatch
    }

    /// Takes a lane for oneself; false when none is free.
    @inlinable mutating func takeLane() -> Bool {
        guard freeLanes > 0 else { return false }
        freeLanes -= 1
        return true
    }

    /// Waits for a key. Gives a batch to run when a lane came free meanwhile.
    @inlinable mutating func enter(_ place: Place) -> [Place]? {
        places.append(place)
        return takeLane() ? takeBatch() : nil
    }

    /// The next batch, for a lane whose batch is over; without one the lane is free again.
    @inlinable mutating func takeBatch() -> [Place]? {
        while !places.isEmpty {
            // Keys that nobody waits for any more are not asked for.
            let batch = places.prefix(maximumBatch).filter { !$0.waiter.isOver }
            places.removeFirst(min(maximumBatch, places.count))
            if !batch.isEmpty {
                taken &+= 1
                return batch
            }
        }
        // One that was opened besides goes first.
        if extraLanes > 0 { extraLanes -= 1 } else { freeLanes += 1 }
        return nil
    }

    /// Whether the caller should look after those who wait: somebody does, and nobody looks.
    @inlinable mutating func takeWatch() -> Bool {
        guard !hasWatch, !places.isEmpty else { return false }
        hasWatch = true
        return true
    }

    /// Opens another lane when none of the batches under way ended since the last look, though somebody waits.
    ///
    /// - Parameters:
    ///   - seen: how many batches were taken at the last look.
    ///   - most: how many such lanes there may be.
    /// - Returns: the batch of the new lane; `isOver` when nobody waits.
    @inlinable mutating func look(_ seen: inout Int, most: Int) -> (batch: [Place]?, isOver: Bool) {
        guard !places.isEmpty else {
            hasWatch = false
            return (nil, true)
        }
        defer { seen = taken }
        guard taken == seen, extraLanes < most else { return (nil, false) }
        extraLanes += 1
        return (takeBatch(), false)
    }
}
