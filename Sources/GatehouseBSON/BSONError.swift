/// Why bytes are not BSON, or why a value cannot be one.
///
/// `description` never holds a value of the document; the name of the field may appear in `path`.
public struct BSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// The bytes break the format: a length, a terminator, a type or text that is not UTF-8.
        public static let malformed = Code(name: "malformed")
        /// Documents nested deeper than ``BSONDocument/maximumDepth``.
        public static let tooDeep = Code(name: "too deep")
        /// A value has another type than the one asked for.
        public static let typeMismatch = Code(name: "type mismatch")
        /// A number does not fit the type asked for without loss.
        public static let outOfRange = Code(name: "out of range")
        /// A key holds a NUL, which BSON cannot carry.
        public static let invalidKey = Code(name: "invalid key")

        /// The code in words.
        public var description: String { name }
    }

    /// What went wrong.
    public let code: Code
    /// What went wrong, in words, without values.
    public let message: String

    /// An error with its code and words that hold no value.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and what went wrong, without values of the document.
    public var description: String { "BSON \(code): \(message)" }
}
