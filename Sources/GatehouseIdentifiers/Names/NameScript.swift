/// The scripts in which names are written, and those that are written together. A name mixes no others: a Cyrillic "а" in a
/// Latin name would be another name that looks the same. Source: Unicode's UAX 31, table 5, and UTS 39, 5.2.
enum NameScript {
    /// By their names in Unicode's property `Script_Extensions`.
    private static let groups: [[String]] = [
        ["Latin"], ["Greek"], ["Cyrillic"], ["Armenian"], ["Georgian"], ["Hebrew"], ["Arabic"], ["Thaana"],
        ["Ethiopic"],
        ["Devanagari"], ["Bengali"], ["Gurmukhi"], ["Gujarati"], ["Oriya"], ["Tamil"], ["Telugu"], ["Kannada"],
        ["Malayalam"], ["Sinhala"], ["Thai"], ["Lao"], ["Tibetan"], ["Myanmar"], ["Khmer"],
        ["Han", "Hiragana", "Katakana"], ["Han", "Hangul"], ["Han", "Bopomofo"],
    ]

    /// Whether all of a text can stand in one name.
    static func isOne(_ text: String) -> Bool { text.isEmpty || groups.contains { matches(text, $0) } }

    /// Whether each letter of a text is of a script that names are written in.
    static func areKnown(_ text: String) -> Bool { text.isEmpty || matches(text, groups.joined()) }

    private static func matches(_ text: String, _ scripts: some Sequence<String>) -> Bool {
        let pattern = "[" + scripts.map { "\\p{scx=\($0)}" }.joined() + "]+"
        // Fixed patterns, which a test goes through.
        guard let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { return false }
        return (try? regex.wholeMatch(in: text)) != nil
    }
}
