/// A regular expression as MongoDB stores it.
public struct BSONRegularExpression: Sendable, Hashable, Codable {
    /// The pattern, in PCRE syntax.
    public var pattern: String
    /// The options, letters in alphabetical order: `i`, `m`, `s`, `x` and so on.
    public var options: String

    /// A pattern with its options, which are put in order.
    public init(_ pattern: String, options: String = "") {
        self.pattern = pattern
        self.options = String(options.sorted())
    }
}
