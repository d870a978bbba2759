public import GatehouseMessages

extension Message.Code {
    /// The password has fewer characters than the least length.
    public static let passwordTooShort: Self = "password_too_short"
    /// The password has more characters than are ever hashed.
    public static let passwordTooLong: Self = "password_too_long"
    /// The password is one of those that are tried first.
    public static let passwordTooCommon: Self = "password_too_common"
    /// The password is digits alone.
    public static let passwordEntirelyNumeric: Self = "password_entirely_numeric"
    /// The password is like something known of the person.
    public static let passwordTooSimilar: Self = "password_too_similar"
    /// The password is a word of the context, such as the site's name.
    public static let passwordContextWord: Self = "password_context_word"
    /// The password is guessed soon.
    public static let passwordTooWeak: Self = "password_too_weak"
    /// The password is in a known leak.
    public static let passwordBreached: Self = "password_breached"
}

/// What is told of passwords in more than one place.
enum PasswordMessages {
    static var tooLong: Message {
        let maximum = PasswordHashing.maximumLength
        return Message(
            .passwordTooLong,
            "This password is too long. It must contain at most \(maximum) \(plural: maximum, "character", "characters")."
        )
    }
}
