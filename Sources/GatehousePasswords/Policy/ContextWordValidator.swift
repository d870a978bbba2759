public import GatehouseMessages

/// Not a word of the context, such as the site's name, with or without digits and signs around it (ASVS 6.2.11).
public struct ContextWordValidator: PasswordValidator {
    /// The rule.
    public init() {}

    /// `password_context_word` for a password whose letters are those of a word with three letters or more.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        let letters = Self.letters(of: password)
        let hit = context.words.contains { word in
            let word = Self.letters(of: word)
            return word.count >= 3 && word == letters
        }
        guard hit else { return [] }
        return [Message(.passwordContextWord, "This password is too easy to guess on this site.")]
    }

    private static func letters(of text: String) -> [Unicode.Scalar] {
        text.lowercased().unicodeScalars.filter(\.properties.isAlphabetic)
    }
}
