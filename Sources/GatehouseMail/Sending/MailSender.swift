import GatehouseBase
public import Logging
import Metrics
public import ServiceLifecycle
import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sends mails beside the requests that want them sent.
///
/// ```swift
/// let mails = MailSender(try SMTPTransport(settings))
/// mails.enqueue(MailMessage(from: site, to: owner, subject: "Your new password", text: link))
/// ```
///
/// ``enqueue(_:until:)`` returns at once whatever the transport does, so how long an answer takes tells nobody whether a
/// mail was sent. Mails wait until they are sent, refused for good, or too old. A transport that fails is told once in
/// the log, and again when it works; meanwhile one mail at a time tries. These mails are kept in memory: run it as a
/// `Service`, so that they are sent before the process ends. Those of a `Gatehouse` wait in its database.
///
/// Metrics: `gatehouse_mail_sent`, `gatehouse_mail_failed` (given up or lost), `gatehouse_mail_refused` (no room),
/// `gatehouse_mail_waiting` (how many wait) and `gatehouse_mail_transport_up` (1 or 0).
public final class MailSender: Sendable, Service {
    struct State {
        var hand: MailSenderState
        var health = MailTransportHealth()
        /// The attempts under way, by the mail's id.
        var attempts: [String: Task<Void, Never>] = [:]
        /// Takes mails as long as there are some.
        var worker: Task<Void, Never>?
        /// Those who wait until nothing is left to do.
        var drains: [CheckedContinuation<Void, Never>] = []
        var tellsOfStore = true
        var tellsOfUnreadable = true
    }

    /// What carries the mails.
    public let transport: any MailTransport
    let store: any MailStore
    let limits: Limits
    let logger: Logger
    let now: @Sendable () -> Date
    let pause: @Sendable (Duration) async throws -> Void
    let state: Mutex<State>
    let alarm = Alarm()

    let sent = Counter(label: "gatehouse_mail_sent")
    let failed = Counter(label: "gatehouse_mail_failed")
    private let refused = Counter(label: "gatehouse_mail_refused")
    let waiting = Gauge(label: "gatehouse_mail_waiting")
    let transportUp = Gauge(label: "gatehouse_mail_transport_up")

    /// A sender by a transport, with its mails in memory.
    ///
    /// - Parameters:
    ///   - pause: waits; tests make it short.
    ///   - now: the clock.
    public convenience init(
        _ transport: any MailTransport, limits: Limits = Limits(), logger: Logger = Logger(label: "gatehouse.mail"),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.init(transport, store: MemoryMailStore(), limits: limits, logger: logger, pause: pause, now: now)
    }

    /// A sender whose mails wait in a store.
    package init(
        _ transport: any MailTransport, store: any MailStore, limits: Limits = Limits(),
        logger: Logger = Logger(label: "gatehouse.mail"),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        precondition(limits.concurrent > 0, "without a mail under way none is ever sent")
        precondition(limits.maximumWaiting >= 0, "fewer than no mails cannot wait")
        precondition(limits.lease > .zero && limits.poll > .zero, "a lease and a poll take time")
        self.transport = transport
        self.store = store
        self.limits = limits
        self.logger = logger
        self.now = now
        self.pause = pause
        state = Mutex(
            State(hand: MailSenderState(concurrent: limits.concurrent, maximumWaiting: limits.maximumWaiting)))
        transportUp.record(1)
    }

    /// Takes a mail to be sent, and returns at once.
    ///
    /// - Parameter end: when it is of no use any more; ``Limits/maximumAge`` holds in any case.
    /// - Returns: false when there is no room, or the sender has ended; answer as if there were, or the answer tells.
    @discardableResult
    public func enqueue(_ message: MailMessage, until end: Date? = nil) -> Bool {
        let mail = waitingMail(message, until: end)
        let entry = state.withLock { $0.hand.accept(mail) }
        guard case .refused(let isFirst) = entry else {
            start()
            return true
        }
        refused.increment()
        // A line a mail would only make it worse.
        if isFirst { logger.error("Mails are refused: too many wait, or the sender has ended") }
        return false
    }

    /// Takes a mail to be sent, and waits until it is where it outlives this process, if there is such a place. A store
    /// that fails keeps nobody waiting for longer than its first answer: the mail is stored when it can be.
    package func deliver(_ message: MailMessage, until end: Date? = nil) async {
        guard store.outlivesProcess else {
            enqueue(message, until: end)
            return
        }
        do {
            try await store.add([waitingMail(message, until: end)])
            start()
        } catch {
            noteStoreFault(error)
            enqueue(message, until: end)
        }
    }

    /// Since when the transport fails and why, in words for operators; nil when it does not.
    package var trouble: String? {
        state.withLock { state in
            state.health.fault.map {
                "mails cannot be sent since \($0.since.formatted(.iso8601)): \($0.reason)"
            }
        }
    }

    /// Looks for mails that wait, and sends them. A sender that is given mails starts by itself.
    public func start() {
        state.withLock { state in
            if state.worker == nil, !state.hand.isClosed { state.worker = Task { await self.work() } }
        }
        alarm.ring()
    }

    /// Sends mails until graceful shutdown, then what is left as far as the time allows, and ends the transport.
    public func run() async throws {
        if store.outlivesProcess { start() }
        try? await gracefulShutdown()
        await finish(within: limits.drain)
        await transport.shutdown()
    }

    private func waitingMail(_ message: MailMessage, until end: Date?) -> WaitingMail {
        let now = now()
        let oldest = now.adding(limits.maximumAge)
        return WaitingMail(message, dueAt: now, expiresAt: end.map { min($0, oldest) } ?? oldest)
    }

    /// Tells of a store that fails, once until it works again.
    func noteStoreFault(_ error: any Error) {
        if error is CancellationError { return }
        let isFirst = state.withLock { state in
            defer { state.tellsOfStore = false }
            return state.tellsOfStore
        }
        guard isFirst else { return }
        logger.error("The mails that wait cannot be stored or read; tried again", metadata: ["error": "\(error)"])
    }

    func noteStoreAnswer() { state.withLock { $0.tellsOfStore = true } }
}
