extension Message {
    /// English words with places for values: `"At least {1} characters."`, which is the key of their translations.
    ///
    /// Written as a literal whose interpolations become the values:
    ///
    /// ```swift
    /// let words: Message.Words = "At least \(minimum) \(plural: minimum, "character", "characters")."
    /// ```
    ///
    /// A value is put into a text so that its direction and that of the text do not mix: in an Arabic text an address or
    /// a date stands between U+2068 and U+2069, as an Arabic name does in an English one.
    public struct Words: Sendable, Hashable {
        /// The words, with `{1}`, `{2}` … where values go; in the plural where ``count`` decides.
        public let pattern: String
        /// The values, for the places in their order.
        public let values: [Value]
        /// The number that decides between the forms of a language; nil where none does.
        public let count: Int?
        /// The English words for a ``count`` of one; nil where none decides.
        public let singular: String?

        /// Words of their parts.
        ///
        /// - Parameters:
        ///   - count: the number that decides between the forms of a language.
        ///   - singular: the English words for a count of one, where they differ from the pattern.
        public init(_ pattern: String, _ values: [Value] = [], count: Int? = nil, singular: String? = nil) {
            self.pattern = pattern
            self.values = values
            self.count = count
            self.singular = singular
        }

        /// The English words for the count.
        package var englishPattern: String { count?.magnitude == 1 ? singular ?? pattern : pattern }

        /// The pattern with its terms in place of their places; nil when it has none.
        package var patternWithTerms: String? {
            guard values.contains(where: { if case .term = $0 { true } else { false } }) else { return nil }
            var full = pattern
            for (number, value) in values.enumerated() {
                if case .term(let term) = value { full = full.replacing("{\(number + 1)}", with: term) }
            }
            return full
        }

        /// In English.
        public var text: String { filled(englishPattern) { $0 } }

        /// Another pattern with the values at their places, each in its own direction; a place without a value stays
        /// empty.
        ///
        /// - Parameters:
        ///   - isRightToLeft: how the pattern's language is written.
        ///   - translate: the words of a ``Value/term(_:)`` in the pattern's language.
        public func filled(
            _ pattern: String, isRightToLeft: Bool = false, _ translate: (String) -> String
        ) -> String {
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
                    let value =
                        switch values[number - 1] {
                        case .text(let text): text
                        case .term(let term): translate(term)
                        }
                    filled += TextIsolation.isolated(value, isRightToLeft: isRightToLeft)
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
    /// Words without values.
    public init(stringLiteral text: String) { self.init(text) }

    /// Words with the values that the literal names.
    public init(stringInterpolation: StringInterpolation) {
        let (count, singular) = (stringInterpolation.count, stringInterpolation.singular)
        self.init(
            stringInterpolation.pattern, stringInterpolation.values, count: count,
            singular: count == nil ? nil : singular)
    }

    /// Gathers the values of a literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var pattern: String
        var singular = ""
        var values: [Message.Value] = []
        var count: Int?

        /// Begins a literal; both counts only reserve room.
        public init(literalCapacity: Int, interpolationCount: Int) {
            pattern = ""
            pattern.reserveCapacity(literalCapacity + 3 * interpolationCount)
        }

        /// Adds a part of the literal between values.
        public mutating func appendLiteral(_ literal: String) {
            pattern += literal
            singular += literal
        }

        /// A value that is shown as it is.
        public mutating func appendInterpolation(_ text: String) { append(.text(text)) }

        /// A number.
        public mutating func appendInterpolation(_ number: some BinaryInteger) { append(.text(String(number))) }

        /// English words that are translated themselves.
        public mutating func appendInterpolation(term: String) { append(.term(term)) }

        /// One of two words by a number, which is no place of its own. The pattern has the second, whatever the number;
        /// languages have forms of the whole text for it.
        public mutating func appendInterpolation(plural count: Int, _ one: String, _ other: String) {
            self.count = count
            pattern += other
            singular += one
        }

        private mutating func append(_ value: Message.Value) {
            values.append(value)
            appendLiteral("{\(values.count)}")
        }
    }
}
