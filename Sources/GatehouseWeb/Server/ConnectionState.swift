import NIOCore

/// What has come over a connection, what is owed to it, and until when it may take its time. It does no I/O.
struct ConnectionState {
    /// Why a connection may not go on.
    enum Overdue: Equatable {
        /// No request came.
        case idle
        /// A request did not end.
        case request
        /// Nobody reads what is written.
        case write
    }

    let idleTime: TimeAmount
    let requestTime: TimeAmount
    let writeTime: TimeAmount

    /// Requests that were handed on and whose answers have not ended.
    private(set) var unanswered = 0
    /// Whether an answer has begun that has not ended.
    private(set) var isAnswering = false
    /// Whether a request was handed on whose end has not come.
    private(set) var isReading = false
    /// Whether the connection ends with the answers that are owed.
    private(set) var isLast = false
    /// Whether the connection is being closed: nothing that comes counts, nothing more is written.
    private(set) var isEnded = false
    /// Whether a client waits for 100 behind other answers.
    var owesContinue = false
    /// Whether a refusal follows the answers that are owed.
    var owesRefusal = false
    /// Whether the next request is the last.
    private(set) var isStopping = false

    private var waitsSince: NIODeadline
    /// When the first byte came of the request that is not whole yet.
    private var arrivesSince: NIODeadline?
    private var isBlockedSince: NIODeadline?

    init(_ limits: ServerLimits, now: NIODeadline) {
        idleTime = TimeAmount(limits.idleTime)
        requestTime = TimeAmount(limits.requestTime)
        writeTime = TimeAmount(limits.writeTime)
        waitsSince = now
    }

    /// Whether requests are still taken.
    var isOpen: Bool { !isEnded && (!isLast || isReading) }

    /// Whether the request that is read could be answered now, in its turn: all before it are answered, and its own
    /// answer has not begun.
    var canRefuse: Bool { !isEnded && !isAnswering && unanswered == (isReading ? 1 : 0) }

    /// Bytes came that are no whole part of a request.
    mutating func arrived(_ now: NIODeadline) {
        if arrivesSince == nil, unanswered == 0, isOpen { arrivesSince = now }
    }

    /// A request's head was handed on.
    mutating func began(isLast: Bool, _ now: NIODeadline) {
        unanswered += 1
        isReading = true
        if arrivesSince == nil { arrivesSince = now }
        if isLast || isStopping { self.isLast = true }
    }

    /// A request's end was handed on.
    mutating func arrivedWhole() {
        isReading = false
        arrivesSince = nil
    }

    /// An answer begins.
    ///
    /// - Returns: whether the connection ends with it.
    mutating func answers(isError: Bool) -> Bool {
        isAnswering = true
        // Nobody wants the rest of a request that was refused.
        if isError, isReading, unanswered == 1 { isLast = true }
        return isLast && unanswered == 1 && !owesRefusal
    }

    /// An answer has ended.
    ///
    /// - Returns: whether the connection ends, too.
    mutating func answered(_ now: NIODeadline) -> Bool {
        unanswered -= 1
        isAnswering = false
        waitsSince = now
        return isLast && unanswered == 0
    }

    /// Nothing more is taken.
    mutating func stopsTaking() { isLast = true }

    /// The site stops: what was begun is answered, or else one more request.
    mutating func stops() { if unanswered > 0 { isLast = true } else { isStopping = true } }

    mutating func ends() { isEnded = true }

    mutating func blocks(_ isBlocked: Bool, _ now: NIODeadline) {
        if !isBlocked { isBlockedSince = nil } else if isBlockedSince == nil { isBlockedSince = now }
    }

    /// What runs out first, and when; nil while the connection waits for us.
    var due: (at: NIODeadline, what: Overdue)? {
        guard !isEnded else { return nil }
        var first: (at: NIODeadline, what: Overdue)?
        func consider(_ since: NIODeadline?, _ time: TimeAmount, _ what: Overdue) {
            guard let since else { return }
            let at = since + time
            if first.map({ at < $0.at }) ?? true { first = (at, what) }
        }
        consider(isBlockedSince, writeTime, .write)
        consider(arrivesSince, requestTime, .request)
        if unanswered == 0, arrivesSince == nil { consider(waitsSince, idleTime, .idle) }
        return first
    }

    /// What has run out.
    func overdue(_ now: NIODeadline) -> Overdue? {
        guard let due, due.at <= now else { return nil }
        return due.what
    }
}
