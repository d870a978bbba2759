public import GatehouseMessages

extension Message.Code {
    /// The code of a mail is wrong, was used already, or is too old.
    public static let mailCodeWrong: Self = "mail_code_wrong"
    /// Codes by mail are asked for as a second factor.
    public static let mailFactorOn: Self = "mail_factor_on"
    /// Codes by mail are not asked for any more.
    public static let mailFactorOff: Self = "mail_factor_off"
    /// The account has no password, beside which a code by mail could be a second factor.
    public static let passwordMissing: Self = "password_missing"
    /// A code was mailed, if there is an account with the address.
    public static let mailCodeSent: Self = "mail_code_sent"
}

/// What codes by mail tell people.
enum MailCodeMessages {
    static let wrong = Message(
        .mailCodeWrong, "This code is not right, was used already, or is too old. Ask for another one.")
    static let on = Message(
        .mailFactorOn, "Signing in asks for a code by email now. Other devices were signed out.")
    static let off = Message(.mailFactorOff, "Signing in does not ask for a code by email any more.")
    static let noPassword = Message(
        .passwordMissing, "Your account has no password, so the email would be all that it asks for.")
    static let factorSent = Message(.mailCodeSent, "A code is on its way to your email address.")
    static let sent = Message(
        .mailCodeSent, "If there is an account with this address, a code is on its way to it.")

    /// In mails.
    static let mailOn: Message.Words = "Signing in to your account asks for a code by email now."
    static let mailOff: Message.Words = "Signing in to your account does not ask for a code by email any more."
}
