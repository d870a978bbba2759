import GatehouseBSON

/// The name by which mails address an account's owner.
enum DisplayName {
    /// The most code points that a name has.
    static let maximumLength = 64

    /// The name in an account's document: `first_name` and `last_name`, or `name`. Empty when there is none, and when
    /// it could be taken for more than a name: mail programs make links of what looks like an address.
    static func of(_ document: BSONDocument) -> String {
        let parts = [AccountField.firstName, AccountField.lastName].compactMap { document[$0]?.string }.filter {
            !$0.isEmpty
        }
        return plain(parts.isEmpty ? document[AccountField.name]?.string ?? "" : parts.joined(separator: " "))
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
