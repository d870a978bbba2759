import GatehouseBase

/// A mail to one recipient, as text and, where wanted, as HTML besides.
///
/// ```swift
/// let mail = MailMessage(from: site, to: owner, subject: "Your new password", text: "Somebody asked for …")
/// ```
public struct MailMessage: Sendable, Hashable {
    /// Who sends it.
    public let from: MailAddress
    /// Who gets it.
    public let to: MailAddress
    /// One line. What could end it, and so begin another header, became a blank.
    public let subject: String
    /// What readers without HTML see.
    public let text: String
    /// What readers with HTML see instead.
    public let html: String?
    /// Tells this mail from every other, in every attempt to send it: a receiver who gets it twice can drop one.
    public let id: String

    /// A mail.
    ///
    /// - Parameter id: letters and digits; nil for random ones.
    public init(
        from: MailAddress, to: MailAddress, subject: String, text: String, html: String? = nil, id: String? = nil
    ) {
        self.from = from
        self.to = to
        self.subject = SingleLine.text(subject)
        self.text = text
        self.html = html
        self.id = id ?? Self.randomID()
    }

    private static func randomID() -> String {
        Hexadecimal.text(RandomText.bytes(count: 16))
    }
}

extension MailMessage: CustomStringConvertible {
    /// Holds nothing of the mail but its id: its text may hold a link that is as good as a password.
    public var description: String { "mail \(id)" }
}
