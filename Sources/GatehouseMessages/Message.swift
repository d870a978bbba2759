/// What a person is told: a code for programs, and English words with the values for their places.
///
/// ```swift
/// let message = Message(.tooLong, "Use at most \(150) characters.")
/// message.code.name   // "max_length"
/// message.text        // "Use at most 150 characters."
/// ```
///
/// It stays apart until it is shown: a catalogue translates the words, `"Use at most {1} characters."`, and puts the
/// values in. A message that is written as a literal alone has the code ``Code/invalid``.
public struct Message: Error, Sendable, Hashable {
    /// What it is, for programs.
    public let code: Code
    /// The words.
    public let words: Words

    /// A message of its code and its words.
    public init(_ code: Code, _ words: Words) {
        self.code = code
        self.words = words
    }

    /// In English.
    public var text: String { words.text }
}

extension Message: ExpressibleByStringInterpolation {
    /// A message of the code `invalid` without values.
    public init(stringLiteral text: String) { self.init(.invalid, Words(stringLiteral: text)) }
    /// A message of the code `invalid` with the values that the literal names.
    public init(stringInterpolation: Words.StringInterpolation) {
        self.init(.invalid, Words(stringInterpolation: stringInterpolation))
    }
}

extension Message: CustomStringConvertible {
    /// The code alone: a value may be what somebody typed.
    public var description: String { code.name }
}
