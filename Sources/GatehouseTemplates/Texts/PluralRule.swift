/// Which form of a text a whole number asks for. Languages without a rule here have those of English: `one` for 1, else
/// `other`. Source: Unicode CLDR 46, "Language Plural Rules".
enum PluralRule {
    /// The names of the forms.
    static let forms: Set = ["zero", "one", "two", "few", "many", "other"]

    /// The form for a whole number in a language.
    static func form(of number: Int, in tag: String) -> String {
        let (count, hundred) = (number.magnitude, number.magnitude % 100)
        switch tag.lowercased().prefix(while: { $0 != "-" }) {
        case "ar":
            switch count {
            case 0: return "zero"
            case 1: return "one"
            case 2: return "two"
            default: return (3...10).contains(hundred) ? "few" : hundred >= 11 ? "many" : "other"
            }
        case "he", "iw": return count == 1 ? "one" : count == 2 ? "two" : "other"
        case "fr", "pt": return count < 2 ? "one" : "other"
        case "ja", "zh", "ko", "vi", "th", "id": return "other"
        case "ru", "uk", "be": return slavic(count, isOne: count % 10 == 1 && hundred != 11)
        case "pl": return slavic(count, isOne: count == 1)
        case "cs", "sk": return count == 1 ? "one" : (2...4).contains(count) ? "few" : "other"
        default: return count == 1 ? "one" : "other"
        }
    }

    private static func slavic(_ count: UInt, isOne: Bool) -> String {
        if isOne { return "one" }
        return (2...4).contains(count % 10) && !(12...14).contains(count % 100) ? "few" : "many"
    }
}
