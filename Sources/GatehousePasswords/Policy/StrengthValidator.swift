public import GatehouseMessages

/// Not one that is guessed soon, as the meter on the page says while it is typed. Not part of the default policy, whose
/// rules are Django's.
public struct StrengthValidator: PasswordValidator {
    private let minimum: PasswordStrength.Level

    /// The rule, with the least level that it takes.
    public init(_ minimum: PasswordStrength.Level = .fair) { self.minimum = minimum }

    /// `password_too_weak` for a password below the level.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        guard PasswordStrength(of: password, for: context).level < minimum else { return [] }
        return [Message(.passwordTooWeak, "This password is too easy to guess.")]
    }
}
