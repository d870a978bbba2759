/// How long the links in mails are good, and when deleted accounts are gone. How often mails may be asked for is in
/// ``Throttles``.
public struct LifecycleSettings: Sendable, Hashable {
    /// How long somebody can confirm that he wants an account; 24 hours.
    public var signUpConfirmation = Duration.seconds(86_400)
    /// How long a link to a new password is good; one hour.
    public var passwordReset = Duration.seconds(3600)
    /// How long a link is good that shows who reads a mailbox; three days.
    public var emailVerification = Duration.seconds(259_200)
    /// How long a link is good that gives an account another address; one hour.
    public var emailChange = Duration.seconds(3600)
    /// After how long an account is deleted whose owner asked for it and has not signed in since; two weeks. Zero
    /// deletes at once.
    public var deletionGrace = Duration.seconds(1_209_600)

    /// Whether accounts note when their address was verified, where their type has the field `email_verified_date`.
    public var notesVerification = true

    /// The defaults.
    public init() {}
}
