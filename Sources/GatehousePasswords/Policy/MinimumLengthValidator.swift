/// A least number of Unicode code points.
public struct MinimumLengthValidator: PasswordValidator {
    /// The least number.
    public let minimum: Int

    /// A least number, 1 or more.
    public init(_ minimum: Int = 8) { self.minimum = minimum }

    private var characters: String { "\(minimum) character\(minimum == 1 ? "" : "s")" }

    public func failures(of password: String, for context: PasswordContext) -> [PasswordFailure] {
        guard password.unicodeScalars.count < minimum else { return [] }
        return [
            PasswordFailure(
                "password_too_short", "This password is too short. It must contain at least \(characters).")
        ]
    }

    public var helpText: String { "Your password must contain at least \(characters)." }
}
