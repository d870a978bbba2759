package import GatehouseBSON

/// How texts are compared, by the rules of a language.
public struct MongoCollation: Sendable, Hashable {
    /// Which differences count. Source: the MongoDB manual, "Collation".
    public enum Strength: Int, Sendable {
        /// Base letters only: `e`, `E` and `é` are the same.
        case primary = 1
        /// Accents, too: `e` and `E` are the same.
        case secondary = 2
        /// Case, too.
        case tertiary = 3
    }

    /// The language, as `en`, or `simple` for bytes.
    public var locale: String
    /// Which differences count.
    public var strength: Strength

    /// The rules of a language.
    public init(locale: String = "en", strength: Strength = .tertiary) {
        self.locale = locale
        self.strength = strength
    }

    /// Upper and lower case are the same.
    public static let caseInsensitive = MongoCollation(strength: .secondary)

    package var document: BSONDocument {
        ["locale": .string(locale), "strength": .integer(Int64(strength.rawValue))]
    }
}
