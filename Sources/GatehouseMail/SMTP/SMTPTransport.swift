public import Foundation
import NIOPosix

/// Sends mails to a mail server.
///
/// ```swift
/// let transport = try SMTPTransport(SMTPSettings(url: "smtp://user:password@mail.example.org"))
/// ```
///
/// Without `security=none` nothing is sent over a connection that is not encrypted by TLS 1.2 or later with a
/// certificate that holds the server's name. Each mail has a connection of its own. Work is done on threads of its own,
/// never on an event loop. Cancelling a task that sends ends it within about a second; the mail may have been sent.
public final class SMTPTransport: MailTransport {
    private let settings: SMTPSettings
    private let now: @Sendable () -> Date
    private let threads: NIOThreadPool

    /// A transport, with its threads started.
    ///
    /// - Parameters:
    ///   - threads: how many mails are under way at a time, 1 or more; others wait.
    ///   - now: for the date of a mail.
    /// - Throws: ``SMTPSettingsError``, always in a build without the package's trait `SMTP`.
    public init(
        _ settings: SMTPSettings, threads: Int = 2, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        precondition(threads > 0, "without a thread no mail is ever sent")
        guard Self.isBuilt else { throw SMTPSettingsError.notBuilt }
        try settings.check()
        self.settings = settings
        self.now = now
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
    }

    /// Sends a mail and waits until the server has it.
    ///
    /// - Throws: ``MailError``; `CancellationError`.
    public func send(_ message: MailMessage) async throws {
        let call = SMTPCall(settings, message, message.encoded(id: message.id, date: now()))
        try await withTaskCancellationHandler {
            do {
                try await threads.runIfActive { try call.run() }
            } catch is CancellationError where !Task.isCancelled {
                throw MailError(.closed)
            }
        } onCancel: {
            call.stop()
        }
    }

    /// Lets the mails under way end and stops the threads; mails after that are refused.
    public func shutdown() async { try? await threads.shutdownGracefully() }
}
