extension Message {
    /// English words with places for values: `"At least {1} characters."`, which is the key of their translations.
    ///
    /// Written as a literal whose interpolations become the values:
    ///
    /// ```swift
    /// let words: Message.Words = "At least \(minimum) \(plural: minimum, "character", "characters")."
    /// ```
    public struct Words: Sendable, Hashable {
        /// The words, with `{1}`, `{2}` … where values go.
        public let pattern: String
        /// The values, for the places in their order.
        public let values: [Value]
        /// The number that decides between singular and plural; nil where none does.
        public let count: Int?

        /// Words of their parts.
        public init(_ pattern: String, _ values: [Value] = [], count: Int? = nil) {
            self.pattern = pattern
            self.values = values
            self.count = count
        }

        /// The pattern with its terms in place of their places; nil when it has none.
        package var patternWithTerms: String? {
            guard values.contains(where: { if case .term = $0 { true } else { false } }) else { return nil }
            let kept = values.enumerated().map { number, value -> Value in
                if case .term = value { value } else { .text("{\(number + 1)}") }
            }
            return Words(pattern, kept).text
        }

        /// In English.
        public var text: String { filled(pattern) { $0 } }

        /// Another pattern with the values at their places; a place without a value stays empty.
        ///
        /// - Parameter translate: the words of a ``Value/term(_:)`` in the pattern's language.
        public func filled(_ pattern: String, _ translate: (String) -> String) -> String {
            guard !values.isEmpty else { return pattern }
            var filled = ""
            var rest = Substring(pattern)
            while let open = rest.firstIndex(of: "{") {
                let place = rest[open...].prefix(3)
                guard place.count == 3, place.last == "}", let number = place.dropFirst().first?.wholeNumberValue else {
                    filled += rest[...open]
                    rest = rest[rest.index(after: open)...]
                    continue
                }
                filled += rest[..<open]
                if values.indices.contains(number - 1) {
                    switch values[number - 1] {
                    case .text(let text): filled += text
                    case .term(let term): filled += translate(term)
                    }
                }
                rest = rest[place.endIndex...]
            }
            return filled + rest
        }
    }

    /// What stands at a place.
    public enum Value: Sendable, Hashable {
        /// As it is, in every language: a number, a name, what somebody typed.
        case text(String)
        /// English words that are translated themselves, such as the name of a field.
        case term(String)

        /// The English words.
        public var english: String {
            switch self {
            case .text(let text): text
            case .term(let term): term
            }
        }
    }
}

extension Message.Words: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(text) }

    public init(stringInterpolation: StringInterpolation) {
        self.init(stringInterpolation.pattern, stringInterpolation.values, count: stringInterpolation.count)
    }

    /// Gathers the values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var pattern: String
        var values: [Message.Value] = []
        var count: Int?

        public init(literalCapacity: Int, interpolationCount: Int) {
            pattern = ""
            pattern.reserveCapacity(literalCapacity + 3 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { pattern += literal }

        /// A value that is shown as it is.
        public mutating func appendInterpolation(_ text: String) { append(.text(text)) }

        /// A number.
        public mutating func appendInterpolation(_ number: some BinaryInteger) { append(.text(String(number))) }

        /// English words that are translated themselves.
        public mutating func appendInterpolation(term: String) { append(.term(term)) }

        /// One of two words by a number, which is no place of its own: the pattern says one or the other.
        public mutating func appendInterpolation(plural count: Int, _ one: String, _ other: String) {
            self.count = count
            pattern += count == 1 ? one : other
        }

        private mutating func append(_ value: Message.Value) {
            values.append(value)
            pattern += "{\(values.count)}"
        }
    }
}
