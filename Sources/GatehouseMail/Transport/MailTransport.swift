/// Brings one mail on its way: to a server, into a folder, or wherever you like.
///
/// ```swift
/// struct PostOffice: MailTransport {
///     func send(_ message: MailMessage) async throws { try await api.post(message.subject, message.text) }
/// }
/// ```
///
/// Hand it to a ``MailSender``, which keeps requests from waiting for it and tries again. To have a failure tried again
/// or not, throw a ``MailError``; any other error is tried again.
public protocol MailTransport: Sendable {
    /// Sends a mail. When it returns, somebody else answers for it.
    func send(_ message: MailMessage) async throws

    /// Where a developer finds the mails, such as a folder; pages show it in development. Nil for the world.
    var location: String? { get }

    /// Ends what the transport holds, after the last mail. Called by ``MailSender/run()``.
    func shutdown() async
}

extension MailTransport {
    /// Nowhere near.
    public var location: String? { nil }
    /// Nothing to end.
    public func shutdown() async {}
}
