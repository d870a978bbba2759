/// What is wrong with the settings of a mail server. Safe to show: it never holds the URL or a part of it.
public struct SMTPSettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and what to do.
    public let description: String

    init(_ description: String) { self.description = description }

    /// There is no SMTP in this build.
    static let notBuilt = SMTPSettingsError(
        "This build leaves SMTP out: build it with the trait `SMTP` of the package gatehouse.")
}
