public import GatehouseMessages

extension Message.Code {
    /// The code of a mail is wrong, was used already, or is too old.
    public static let mailCodeWrong: Self = "mail_code_wrong"
    /// A code was mailed, if there is an account with the address.
    public static let mailCodeSent: Self = "mail_code_sent"
}

/// What codes by mail tell people.
enum MailCodeMessages {
    static let wrong = Message(
        .mailCodeWrong, "This code is not right, was used already, or is too old. Ask for another one.")
    static let sent = Message(
        .mailCodeSent, "If there is an account with this address, a code is on its way to it.")
}
