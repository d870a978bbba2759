/// A text with places for values, as "At least {1} characters": finds the values in a text of its shape, and puts them
/// into another.
struct MessagePattern: Sendable {
    /// What stands before, between and after the places.
    private let literals: [String]

    /// The pattern of a text; nil when it has no places.
    init?(_ text: String) {
        let parts = Self.parts(text)
        guard parts.count > 1 else { return nil }
        literals = parts.map(\.literal)
    }

    /// The values that stand at the places of a text, by number from 1; nil when it has another shape.
    func values(in text: String) -> [String]? {
        guard let first = literals.first, let last = literals.last, text.hasPrefix(first) else { return nil }
        var rest = text[text.index(text.startIndex, offsetBy: first.count)...]
        var values: [String] = []
        for literal in literals.dropFirst().dropLast() {
            guard let range = Self.range(of: literal, in: rest) else { return nil }
            values.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        guard rest.hasSuffix(last) else { return nil }
        values.append(String(rest.dropLast(last.count)))
        return values
    }

    /// A text with values at its places `{1}`, `{2}` …; a place without a value stays empty.
    static func fill(_ text: String, _ values: [String]) -> String {
        parts(text).reduce(into: "") { filled, part in
            if let number = part.number { filled += values.indices.contains(number - 1) ? values[number - 1] : "" }
            filled += part.literal
        }
    }

    /// The literals of a text, each with the number of the place before it.
    private static func parts(_ text: String) -> [(number: Int?, literal: String)] {
        var parts: [(number: Int?, literal: String)] = [(nil, "")]
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            let place = rest[open...].prefix(3)
            guard place.count == 3, place.last == "}", let number = place.dropFirst().first?.wholeNumberValue else {
                parts[parts.count - 1].literal += rest[...open]
                rest = rest[rest.index(after: open)...]
                continue
            }
            parts[parts.count - 1].literal += rest[..<open]
            parts.append((number, ""))
            rest = rest[place.endIndex...]
        }
        parts[parts.count - 1].literal += rest
        return parts
    }

    private static func range(of literal: String, in text: Substring) -> Range<Substring.Index>? {
        guard !literal.isEmpty else { return text.startIndex..<text.startIndex }
        return text.firstRange(of: literal)
    }
}
