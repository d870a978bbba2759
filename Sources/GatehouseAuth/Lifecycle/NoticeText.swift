import GatehouseBSON

/// The name by which mails address an account's owner.
enum DisplayName {
    /// The most code points that a name has.
    static let maximumLength = 64

    /// The name in an account's document: `first_name` and `last_name`, or `name`. Empty when there is none, and when
    /// it could be taken for more than a name: mail programs make links of what looks like an address.
    static func of(_ document: BSONDocument) -> String {
        let parts = ["first_name", "last_name"].compactMap { document[$0]?.string }.filter { !$0.isEmpty }
        return plain(parts.isEmpty ? document["name"]?.string ?? "" : parts.joined(separator: " "))
    }

    static func plain(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.prefix(maximumLength + 1).count <= maximumLength else { return "" }
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            // "J. R." is a name, "evil.example" is none.
            if previous == ".", scalar != " " { return "" }
            guard isPlain(scalar) else { return "" }
            previous = scalar
        }
        return text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if " .'-\u{2019}\u{B7}".unicodeScalars.contains(scalar) { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            true
        default: false
        }
    }
}

/// A tag of BCP 47: letters, digits and hyphens.
enum LanguageTag {
    /// RFC 5646, 4.4.1, asks for room for 35 characters.
    static let maximumLength = 35

    /// The tag, or nil when it is none.
    static func plain(_ text: String?) -> String? {
        guard let text, (1...maximumLength).contains(text.utf8.count) else { return nil }
        let isTag = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isTag ? text : nil
    }
}
