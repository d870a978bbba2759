/// Which mails are under way, which wait for their turn and which for another attempt, without any waiting of its own.
struct MailQueueState {
    typealias ID = Int

    struct Mail: Sendable {
        let id: ID
        let message: MailMessage
        /// How often it was tried, this time included.
        var attempt = 0
    }

    private let concurrent: Int
    private let maximumWaiting: Int
    private var underWay: Set<ID> = []
    private var waiting: [Mail] = []
    /// Those that pause before another attempt. They keep nobody else from being sent.
    private var pausing: Set<ID> = []
    private var nextID = 0
    private var isFull = false
    private(set) var isClosed = false

    init(concurrent: Int, maximumWaiting: Int) {
        self.concurrent = concurrent
        self.maximumWaiting = maximumWaiting
    }

    /// How many mails wait for their turn or for another attempt.
    var waitingCount: Int { waiting.count + pausing.count }
    var isIdle: Bool { underWay.isEmpty && waitingCount == 0 }

    enum Entry {
        /// There is room: the caller sends it.
        case start(Mail)
        case queued
        case refused(isFirst: Bool)
    }

    /// Takes a mail in.
    mutating func enter(_ message: MailMessage) -> Entry {
        // All places together, so that mails that pause cannot take more than theirs.
        guard !isClosed, underWay.count + waitingCount < concurrent + maximumWaiting else {
            defer { isFull = true }
            return .refused(isFirst: !isFull)
        }
        isFull = false
        nextID += 1
        waiting.append(Mail(id: nextID, message: message))
        return startNext().map(Entry.start) ?? .queued
    }

    /// Takes out a mail that was sent or given up, and returns the one whose turn it is.
    mutating func finish(_ id: ID) -> Mail? {
        if underWay.remove(id) == nil { pausing.remove(id) }
        return startNext()
    }

    /// Lets a mail pause, and returns the one whose turn it is.
    mutating func pause(_ id: ID) -> Mail? {
        if underWay.remove(id) != nil { pausing.insert(id) }
        return startNext()
    }

    /// Puts a mail behind those that wait, and returns the one whose turn it is, which may be the same.
    mutating func resume(_ mail: Mail) -> Mail? {
        if pausing.remove(mail.id) != nil { waiting.append(mail) }
        return startNext()
    }

    /// Forgets all mails and returns how many they were.
    mutating func abandon() -> Int {
        defer {
            underWay = []
            waiting = []
            pausing = []
        }
        return underWay.count + waitingCount
    }

    /// Takes no mail in any more.
    mutating func close() { isClosed = true }

    private mutating func startNext() -> Mail? {
        guard underWay.count < concurrent, !waiting.isEmpty else { return nil }
        var mail = waiting.removeFirst()
        mail.attempt += 1
        underWay.insert(mail.id)
        return mail
    }
}
