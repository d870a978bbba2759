/// Mails in memory, and who waits for which, without any waiting of its own.
struct MemoryMailState<Waiter> {
    typealias ID = Int

    private(set) var messages: [MailMessage] = []
    /// The mails that nobody asked for yet.
    private var fresh: [MailMessage] = []
    private var waiters: [(id: ID, address: String, waiter: Waiter)] = []
    private var entering: Set<ID> = []
    private var cancelledEarly: Set<ID> = []
    private var nextID = 0

    /// Keeps a mail; whoever waits for it gets it.
    mutating func add(_ message: MailMessage) -> Waiter? {
        messages.append(message)
        guard let place = waiters.firstIndex(where: { $0.address == message.to.address }) else {
            fresh.append(message)
            return nil
        }
        return waiters.remove(at: place).waiter
    }

    mutating func makeID() -> ID {
        nextID += 1
        entering.insert(nextID)
        return nextID
    }

    enum Entry {
        case found(MailMessage)
        case waiting
        case cancelled
    }

    mutating func enter(_ id: ID, _ waiter: Waiter, _ address: String) -> Entry {
        entering.remove(id)
        if cancelledEarly.remove(id) != nil { return .cancelled }
        if let place = fresh.firstIndex(where: { $0.to.address == address }) {
            return .found(fresh.remove(at: place))
        }
        waiters.append((id, address, waiter))
        return .waiting
    }

    /// Takes out a waiter that was cancelled; nil when it has its mail, or has not entered yet.
    mutating func cancel(_ id: ID) -> Waiter? {
        if entering.contains(id) { cancelledEarly.insert(id) }
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return waiters.remove(at: place).waiter
    }
}
