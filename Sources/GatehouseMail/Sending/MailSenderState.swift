/// What a sender has in hand, without any waiting of its own.
struct MailSenderState {
    private let concurrent: Int
    private let maximumWaiting: Int
    /// Mails that are not in the store yet, in order.
    private(set) var accepted: [WaitingMail] = []
    /// Places for attempts that are taken.
    private(set) var underWay = 0
    /// How many are in this process's memory: those not stored yet and, of a store in memory, all that wait.
    private(set) var held = 0
    private var isFull = false
    private(set) var isClosed = false

    init(concurrent: Int, maximumWaiting: Int) {
        self.concurrent = concurrent
        self.maximumWaiting = maximumWaiting
    }

    /// Whether nothing is in hand.
    var isIdle: Bool { accepted.isEmpty && underWay == 0 }
    var hasRoom: Bool { underWay < concurrent }

    enum Entry: Equatable {
        case accepted
        case refused(isFirst: Bool)
    }

    /// Takes a mail in.
    mutating func accept(_ mail: WaitingMail) -> Entry {
        // All places together, so that mails that pause cannot take more than theirs.
        guard !isClosed, held < concurrent + maximumWaiting else {
            defer { isFull = true }
            return .refused(isFirst: !isFull)
        }
        isFull = false
        accepted.append(mail)
        held += 1
        return .accepted
    }

    /// The mails that are to be stored next. They stay in hand until ``stored(_:)``.
    func nextToStore(most: Int) -> [WaitingMail] { Array(accepted.prefix(most)) }

    /// Lets go of the first so many, which are stored.
    ///
    /// - Parameter areGone: whether they left this process's memory by that.
    mutating func stored(_ count: Int, areGone: Bool) {
        accepted.removeFirst(min(count, accepted.count))
        if areGone { release(count) }
    }

    /// Notes that mails left this process's memory.
    mutating func release(_ count: Int) { held = max(0, held - count) }

    /// Takes a place for an attempt; false when none is free.
    mutating func begin() -> Bool {
        guard hasRoom else { return false }
        underWay += 1
        return true
    }

    /// Gives a place back.
    mutating func end() { underWay -= 1 }

    /// Forgets what is in memory, and tells how many that were.
    mutating func abandon() -> Int {
        defer { (accepted, held) = ([], 0) }
        return held
    }

    /// Takes no mail in any more.
    mutating func close() { isClosed = true }
}
