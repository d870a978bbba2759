import DequeModule

/// Who holds permits and who waits for them, without any waiting of its own.
struct PermitQueueState<Waiter> {
    typealias ID = Int

    private struct Place {
        let waiter: Waiter
        let count: Int
    }

    private(set) var available: Int
    let maximumWaiting: Int
    private var order: Deque<ID> = []
    private var places: [ID: Place] = [:]
    /// Why waiters may not be queued any more who have not come yet.
    private var refusedEarly: [ID: PermitError] = [:]
    /// Those who neither have their permits for good nor were refused.
    private var unsettled: Set<ID> = []
    private var nextID = 0
    private(set) var isClosed = false

    init(permits: Int, maximumWaiting: Int) {
        available = permits
        self.maximumWaiting = maximumWaiting
    }

    var waitingCount: Int { places.count }

    mutating func makeID() -> ID {
        nextID += 1
        unsettled.insert(nextID)
        return nextID
    }

    enum Entry {
        /// The permits were free; the waiter is handed back to go on.
        case granted(Waiter)
        case queued
        case refused(Waiter, PermitError)
    }

    mutating func enter(_ id: ID, _ waiter: Waiter, count: Int) -> Entry {
        if let error = refusedEarly.removeValue(forKey: id) { return .refused(waiter, error) }
        if isClosed { return .refused(waiter, .closed) }
        if available >= count, places.isEmpty {
            available -= count
            return .granted(waiter)
        }
        if places.count >= maximumWaiting { return .refused(waiter, .full) }
        places[id] = Place(waiter: waiter, count: count)
        order.append(id)
        return .queued
    }

    /// Takes a waiter out, whose place is free at once, with those who can go on because of it. Nil when it already
    /// has its permits.
    private mutating func leave(_ id: ID) -> (leaver: Waiter, next: [Waiter])? {
        guard let place = places.removeValue(forKey: id) else { return nil }
        // Places of those who left are dropped when they reach the front; a queue of mostly left places is rebuilt.
        if order.count > 64, order.count > 2 * places.count { order.removeAll { places[$0] == nil } }
        return (place.waiter, grantInOrder())
    }

    /// Takes out a waiter that gives up, or notes it for one that has not entered yet.
    mutating func giveUp(_ id: ID, _ error: PermitError) -> (leaver: Waiter, next: [Waiter])? {
        if let left = leave(id) { return left }
        if unsettled.contains(id) { refusedEarly[id] = error }
        return nil
    }

    /// Forgets a task that has its permits or was refused.
    mutating func settle(_ id: ID) {
        unsettled.remove(id)
        refusedEarly[id] = nil
    }

    /// Gives permits back, and returns those who can go on.
    mutating func release(_ count: Int) -> [Waiter] {
        available += count
        return grantInOrder()
    }

    mutating func close() -> [Waiter] {
        isClosed = true
        defer {
            places = [:]
            order = []
        }
        return order.compactMap { places[$0]?.waiter }
    }

    private mutating func grantInOrder() -> [Waiter] {
        var granted: [Waiter] = []
        while let id = order.first {
            if let place = places[id] {
                guard place.count <= available else { break }
                available -= place.count
                places[id] = nil
                granted.append(place.waiter)
            }
            order.removeFirst()
        }
        return granted
    }
}
