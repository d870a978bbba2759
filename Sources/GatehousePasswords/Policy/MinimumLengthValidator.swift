public import GatehouseMessages

/// A least number of Unicode code points.
public struct MinimumLengthValidator: PasswordValidator {
    /// The least number.
    public let minimum: Int

    /// A least number, 1 or more.
    public init(_ minimum: Int = 8) { self.minimum = minimum }

    /// `password_too_short` for a password with fewer code points.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        guard password.unicodeScalars.count < minimum else { return [] }
        return [
            Message(
                .passwordTooShort,
                "This password is too short. It must contain at least \(minimum) \(plural: minimum, "character", "characters")."
            )
        ]
    }

    /// The least number of characters.
    public var help: Message.Words? {
        "Your password must contain at least \(minimum) \(plural: minimum, "character", "characters")."
    }
}
