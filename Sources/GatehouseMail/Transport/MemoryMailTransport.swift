import Synchronization

/// Keeps mails in memory, for tests of your site.
///
/// ```swift
/// let mails = MemoryMailTransport()
/// // … ask for a new password …
/// let mail = try await mails.next(to: "ann@example.org")
/// #expect(mail.text.contains("https://"))
/// ```
public final class MemoryMailTransport: MailTransport {
    private typealias Waiter = CheckedContinuation<MailMessage, any Error>
    private let state = Mutex(MemoryMailState<Waiter>())
    private let failing: @Sendable (MailMessage) async throws -> Void

    /// A transport that keeps what it is given.
    ///
    /// - Parameter failing: runs before a mail is kept. It throws to have it refused, and takes its time to be slow.
    public init(failing: @escaping @Sendable (MailMessage) async throws -> Void = { _ in }) { self.failing = failing }

    /// All mails that were sent, in order.
    public var messages: [MailMessage] { state.withLock { $0.messages } }

    /// Keeps the mail, and hands it to whoever waits for one to its address.
    ///
    /// - Throws: what `failing` throws; the mail is not kept then.
    public func send(_ message: MailMessage) async throws {
        try await failing(message)
        state.withLock { $0.add(message) }?.resume(returning: message)
    }

    /// The oldest mail to an address that was not asked for yet; waits until there is one.
    ///
    /// - Throws: `CancellationError`.
    public func next(to address: String) async throws -> MailMessage {
        let id = state.withLock { $0.makeID() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch state.withLock({ $0.enter(id, waiter, address) }) {
                case .found(let message): waiter.resume(returning: message)
                case .cancelled: waiter.resume(throwing: CancellationError())
                case .waiting: break
                }
            }
        } onCancel: {
            state.withLock { $0.cancel(id) }?.resume(throwing: CancellationError())
        }
    }
}
