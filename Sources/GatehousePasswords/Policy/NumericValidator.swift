import GatehouseBase
public import GatehouseMessages

/// Not digits alone, of whatever script.
public struct NumericValidator: PasswordValidator {
    /// The rule.
    public init() {}

    /// `password_entirely_numeric` for a password of digits alone.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        guard !password.isEmpty, password.unicodeScalars.allSatisfy(Self.isDigit) else { return [] }
        return [Message(.passwordEntirelyNumeric, "This password is entirely numeric.")]
    }

    /// As Python's `isdigit`: digits of any script, and superscripts, but no fractions and no numerals.
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
    }

    /// That digits alone are not taken.
    public var help: Message.Words? { "Your password can’t be entirely numeric." }
}
