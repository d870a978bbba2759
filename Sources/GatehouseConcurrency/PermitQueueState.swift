import DequeModule

/// Who holds a permit and who waits for one, without any waiting of its own.
struct PermitQueueState<Waiter> {
    typealias ID = Int

    private(set) var available: Int
    let maximumWaiting: Int
    private var order: Deque<ID> = []
    private var waiters: [ID: Waiter] = [:]
    /// Waiters whose task was cancelled before they could be queued.
    private var cancelledEarly: Set<ID> = []
    private var nextID = 0
    private(set) var isClosed = false

    init(permits: Int, maximumWaiting: Int) {
        available = permits
        self.maximumWaiting = maximumWaiting
    }

    var waitingCount: Int { waiters.count }

    mutating func makeID() -> ID {
        nextID += 1
        return nextID
    }

    enum Entry {
        /// A permit was free; the waiter is handed back to go on.
        case granted(Waiter)
        case queued
        case refused(Waiter, PermitError)
    }

    mutating func enter(_ id: ID, _ waiter: Waiter) -> Entry {
        if cancelledEarly.remove(id) != nil { return .refused(waiter, .cancelled) }
        if isClosed { return .refused(waiter, .closed) }
        if available > 0 {
            available -= 1
            return .granted(waiter)
        }
        if waiters.count >= maximumWaiting { return .refused(waiter, .full) }
        waiters[id] = waiter
        order.append(id)
        return .queued
    }

    /// Takes a waiter out; its place is free at once. Nil when it already has its permit.
    mutating func leave(_ id: ID, beforeEntering: Bool) -> Waiter? {
        if let waiter = waiters.removeValue(forKey: id) {
            // Places of those who left are dropped when they reach the front; a queue of mostly left places is rebuilt.
            if order.count > 64, order.count > 2 * waiters.count { order.removeAll { waiters[$0] == nil } }
            return waiter
        }
        if beforeEntering { cancelledEarly.insert(id) }
        return nil
    }

    /// Gives a permit back: to the one who waits longest, who is returned, or to the store of free ones.
    mutating func release() -> Waiter? {
        while let id = order.popFirst() {
            if let waiter = waiters.removeValue(forKey: id) { return waiter }
        }
        available += 1
        return nil
    }

    mutating func close() -> [Waiter] {
        isClosed = true
        defer {
            waiters = [:]
            order = []
        }
        return order.compactMap { waiters[$0] }
    }
}
