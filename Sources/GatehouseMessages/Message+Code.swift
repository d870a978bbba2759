extension Message {
    /// What a message is, for programs: stable, and Django's name where Django has one. Open-ended: later versions and
    /// applications add codes.
    ///
    /// docs/codes.md lists those that come with Gatehouse.
    public struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// Its name, as it stands in JSON.
        public let name: String

        /// A code of its name: small letters, digits and underscores.
        public init(_ name: String) { self.name = name }
        /// A code of the literal's name.
        public init(stringLiteral name: String) { self.name = name }

        /// The name.
        public var description: String { name }
    }
}

extension Message.Code {
    /// Nothing was given where something must be.
    public static let required: Self = "required"
    /// The value is not of the field's kind, or breaks a rule that says no more.
    public static let invalid: Self = "invalid"
    /// The value is none of those to choose from.
    public static let invalidChoice: Self = "invalid_choice"
    /// The text has too few characters.
    public static let tooShort: Self = "min_length"
    /// The text has too many characters.
    public static let tooLong: Self = "max_length"
    /// The number or date is too small.
    public static let tooSmall: Self = "min_value"
    /// The number or date is too large.
    public static let tooLarge: Self = "max_value"
    /// Another document has the value already.
    public static let taken: Self = "unique"
    /// The text holds control characters, `<` or `>`.
    public static let notPlain: Self = "not_plain"
}
