public import Logging
import Metrics
public import ServiceLifecycle
import Synchronization

/// Sends mails beside the requests that want them sent.
///
/// ```swift
/// let mails = MailSender(try SMTPTransport(configuration))
/// mails.enqueue(MailMessage(from: site, to: owner, subject: "Your new password", text: link))
/// ```
///
/// ``enqueue(_:)`` returns at once whatever the transport does, so how long an answer takes tells nobody whether a mail
/// was sent. Failures that may pass are tried again after growing pauses. Mails are kept in memory only: run it as a
/// `Service`, so that they are sent before the process ends.
///
/// Metrics: `gatehouse_mail_sent`, `gatehouse_mail_failed` (given up or lost), `gatehouse_mail_refused` (no room) and
/// `gatehouse_mail_waiting` (how many wait).
public final class MailSender: Sendable, Service {
    private struct State {
        var queue: MailQueueState
        /// Those of mails under way and of mails that pause.
        var tasks: [MailQueueState.ID: Task<Void, Never>] = [:]
        /// Those who wait until all is sent.
        var drains: [CheckedContinuation<Void, Never>] = []
    }

    /// What carries the mails.
    public let transport: any MailTransport
    private let limits: Limits
    private let logger: Logger
    private let pause: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>

    private let sent = Counter(label: "gatehouse_mail_sent")
    private let failed = Counter(label: "gatehouse_mail_failed")
    private let refused = Counter(label: "gatehouse_mail_refused")
    private let waiting = Gauge(label: "gatehouse_mail_waiting")

    /// A sender by a transport.
    ///
    /// - Parameter pause: waits; tests make it short.
    public init(
        _ transport: any MailTransport, limits: Limits = Limits(), logger: Logger = Logger(label: "gatehouse.mail"),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        precondition(limits.concurrent > 0, "without a mail under way none is ever sent")
        precondition(limits.attempts > 0, "without an attempt no mail is ever sent")
        precondition(limits.maximumWaiting >= 0, "fewer than no mails cannot wait")
        self.transport = transport
        self.limits = limits
        self.logger = logger
        self.pause = pause
        state = Mutex(
            State(queue: MailQueueState(concurrent: limits.concurrent, maximumWaiting: limits.maximumWaiting)))
    }

    /// Takes a mail to be sent, and returns at once.
    ///
    /// - Returns: false when there is no room, or the sender has ended; answer as if there were, or the answer tells.
    @discardableResult
    public func enqueue(_ message: MailMessage) -> Bool {
        let entry = state.withLock { state in
            let entry = state.queue.enter(message)
            if case .start(let mail) = entry { start(mail, in: &state) }
            waiting.record(state.queue.waitingCount)
            return entry
        }
        guard case .refused(let isFirst) = entry else { return true }
        refused.increment()
        // A line a mail would only make it worse.
        if isFirst { logger.error("Mails are refused: too many wait, or the sender has ended") }
        return false
    }

    /// Waits for graceful shutdown, then sends what is left as far as the time allows and ends the transport.
    public func run() async throws {
        try? await gracefulShutdown()
        await drain(for: limits.drain)
        state.withLock { $0.queue.close() }
        await transport.shutdown()
    }

    /// Waits until all mails are sent or given up, and drops those that take longer, with a line in the log.
    public func drain(for time: Duration) async {
        // A task of its own: it must not end early because the one that waits was cancelled.
        let timer = Task {
            guard (try? await pause(time)) != nil, !Task.isCancelled else { return }
            abandon()
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if !state.queue.isIdle { state.drains.append(continuation) }
                return state.queue.isIdle
            }
            if isIdle { continuation.resume() }
        }
        timer.cancel()
    }

    private func abandon() {
        let (lost, tasks, drains) = state.withLock { state in
            defer {
                state.tasks = [:]
                state.drains = []
            }
            return (state.queue.abandon(), Array(state.tasks.values), state.drains)
        }
        for task in tasks { task.cancel() }
        if lost > 0 {
            failed.increment(by: lost)
            logger.error("Mails were lost: they could not be sent in time", metadata: ["count": "\(lost)"])
        }
        waiting.record(0)
        for drain in drains { drain.resume() }
    }

    private func start(_ mail: MailQueueState.Mail, in state: inout State) {
        // The lock is held until the task stands in the table, so it never removes itself too early.
        state.tasks[mail.id] = Task { await self.attempt(mail) }
    }

    /// Tries a mail once; after a failure that may pass it pauses, and gets in line again.
    private func attempt(_ mail: MailQueueState.Mail) async {
        do {
            try await transport.send(mail.message)
            sent.increment()
            logger.debug("A mail was sent", metadata: ["mail": "\(mail.message.id)", "attempt": "\(mail.attempt)"])
        } catch {
            let failure = MailFailure(error)
            if failure.isTemporary, mail.attempt < limits.attempts, await pause(mail, failure) { return }
            giveUp(mail, failure)
        }
        change { state in
            state.tasks[mail.id] = nil
            return state.queue.finish(mail.id)
        }
    }

    /// Waits for the next attempt and gets the mail in line for it; false when the wait was ended.
    private func pause(_ mail: MailQueueState.Mail, _ failure: MailFailure) async -> Bool {
        logger.info("A mail could not be sent yet", metadata: failure.metadata(of: mail))
        change { $0.queue.pause(mail.id) }
        guard (try? await pause(limits.pause(after: mail.attempt))) != nil else { return false }
        change { $0.queue.resume(mail) }
        return true
    }

    private func giveUp(_ mail: MailQueueState.Mail, _ failure: MailFailure) {
        // Of one that was dropped at the end the line with their number tells.
        guard state.withLock({ $0.tasks[mail.id] != nil }) else { return }
        failed.increment()
        logger.error("A mail was given up", metadata: failure.metadata(of: mail))
    }

    /// Changes the queue, and starts the mail whose turn it is then.
    private func change(_ body: (inout State) -> MailQueueState.Mail?) {
        let drains = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            if let next = body(&state) { start(next, in: &state) }
            waiting.record(state.queue.waitingCount)
            guard state.queue.isIdle else { return [] }
            defer { state.drains = [] }
            return state.drains
        }
        for drain in drains { drain.resume() }
    }
}
