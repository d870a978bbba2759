import GatehouseBase

/// Not digits alone, of whatever script.
public struct NumericValidator: PasswordValidator {
    /// The rule.
    public init() {}

    public func failures(of password: String, for context: PasswordContext) -> [PasswordFailure] {
        guard !password.isEmpty, password.unicodeScalars.allSatisfy(Self.isDigit) else { return [] }
        return [PasswordFailure("password_entirely_numeric", "This password is entirely numeric.")]
    }

    /// As Python's `isdigit`: digits of any script, and superscripts, but no fractions and no numerals.
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
    }

    public var helpText: String { "Your password can’t be entirely numeric." }
}
