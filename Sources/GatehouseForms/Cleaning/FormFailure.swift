/// Why a value is not taken: words for the person, and a code for programs.
public struct FormFailure: Error, Sendable, Hashable {
    /// The kind of failure, as Django names it. Open-ended.
    public struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// Its name.
        public let name: String
        public init(stringLiteral value: String) { name = value }

        public static let required: Code = "required"
        public static let invalid: Code = "invalid"
        public static let invalidChoice: Code = "invalid_choice"
        public static let minimumLength: Code = "min_length"
        public static let maximumLength: Code = "max_length"
        public static let minimumValue: Code = "min_value"
        public static let maximumValue: Code = "max_value"

        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code
    /// The words.
    public let message: String

    /// A failure of its words and its code.
    public init(_ message: String, code: Code = .invalid) {
        self.message = message
        self.code = code
    }
}
