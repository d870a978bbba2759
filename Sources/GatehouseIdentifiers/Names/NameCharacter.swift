/// What a character is to a name.
enum NameCharacter {
    case letter
    /// What belongs to the letter before it: an accent, a vowel sign.
    case mark
    case digit
    case separator

    /// Nil for one that no name has.
    init?(_ scalar: Unicode.Scalar) {
        if UserNameRules.separators.contains(scalar) {
            self = .separator
            return
        }
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return nil }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter: self = .letter
        // Of scripts with both cases these are signs of phonetics, such as the click "ǃ".
        case .otherLetter where !Self.isPhonetic(scalar): self = .letter
        // Of the modifiers, most of which look like quotes: the long vowel of Katakana, the iteration marks of Han and Kana.
        case .modifierLetter where ["ー", "々", "ゝ", "ゞ", "ヽ", "ヾ"].contains(scalar): self = .letter
        case .nonspacingMark, .spacingMark: self = .mark
        case .decimalNumber: self = .digit
        default: return nil
        }
    }

    private static func isPhonetic(_ scalar: Unicode.Scalar) -> Bool {
        [0x0180...0x02AF, 0xA720...0xA7FF].contains { $0.contains(scalar.value) }
    }
}
