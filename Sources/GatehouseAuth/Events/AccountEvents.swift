public import Logging
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells those who want to know what happens to accounts, and writes it to the log.
///
/// ```swift
/// settings.events = AccountEvents([.background { event in
///     if event.kind == .passwordChanged { await mailer.tellOwner(event.account) }
/// }])
/// ```
///
/// The log is that of the logger `gatehouse.accounts`: the message is the event's name, and the metadata are `at` (UTC),
/// `account`, `address`, `outcome` (`success` or `refused`) and `by`, of which those that are unknown are left out.
public final class AccountEvents: Sendable {
    /// Who wants to know.
    public struct Handler: Sendable {
        let isAwaited: Bool
        let handle: @Sendable (AccountEvent) async -> Void

        /// The request goes on when the handler is done.
        public static func awaited(_ handle: @escaping @Sendable (AccountEvent) async -> Void) -> Handler {
            Handler(isAwaited: true, handle: handle)
        }

        /// The handler works beside the request. When too many are under way, the event is told to the log only.
        public static func background(_ handle: @escaping @Sendable (AccountEvent) async -> Void) -> Handler {
            Handler(isAwaited: false, handle: handle)
        }
    }

    private let handlers: [Handler]
    private let logger: Logger
    private let maximumBackground: Int
    private let background = Mutex<(next: Int, tasks: [Int: Task<Void, Never>])>((0, [:]))

    /// Handlers, called in order.
    ///
    /// - Parameters:
    ///   - maximumBackground: how many background handlers may be under way at a time.
    ///   - logger: where events are written.
    public init(
        _ handlers: [Handler] = [], maximumBackground: Int = 100, logger: Logger = Logger(label: "gatehouse.accounts")
    ) {
        self.handlers = handlers
        self.maximumBackground = maximumBackground
        self.logger = logger
    }

    /// The same with more handlers, which are called after the others.
    package func adding(_ more: [Handler]) -> AccountEvents {
        more.isEmpty
            ? self : AccountEvents(handlers + more, maximumBackground: maximumBackground, logger: logger)
    }

    /// Tells everybody. An event of your own goes the same way.
    public func emit(_ event: AccountEvent) async {
        log(event)
        for handler in handlers {
            if handler.isAwaited { await handler.handle(event) } else { start(handler, event) }
        }
    }

    /// Waits for the background handlers under way, and cancels those that take longer; at the end of a process.
    public func drain(for time: Duration = .seconds(5)) async {
        let tasks = background.withLock { Array($0.tasks.values) }
        guard !tasks.isEmpty else { return }
        let timer = Task {
            try await Task.sleep(for: time)
            logger.warning("Handlers of events took too long and were cancelled")
            for task in tasks { task.cancel() }
        }
        for task in tasks { await task.value }
        timer.cancel()
    }

    private func start(_ handler: Handler, _ event: AccountEvent) {
        let isStarted = background.withLock { state in
            guard state.tasks.count < maximumBackground else { return false }
            let number = state.next
            state.next += 1
            state.tasks[number] = Task {
                await handler.handle(event)
                // The lock is held until the task stands in the table, so it never removes itself too early.
                self.background.withLock { $0.tasks[number] = nil }
            }
            return true
        }
        if !isStarted {
            logger.warning("Too many handlers are under way; one was left out", metadata: ["event": "\(event.kind)"])
        }
    }

    private func log(_ event: AccountEvent) {
        var metadata: Logger.Metadata = [
            "at": "\(event.date.formatted(.iso8601))", "outcome": event.isSuccess ? "success" : "refused",
        ]
        metadata["account"] = event.account.map { "\(Self.plain($0))" }
        metadata["address"] = event.address.map { "\(Self.plain($0))" }
        metadata["by"] = event.decidedBy.map { "\($0)" }
        logger.log(level: event.isSuccess ? .info : .notice, "\(event.kind)", metadata: metadata)
    }

    /// Without what could make one line of the log look like two.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
