public import GatehouseMessages

/// Which user names a site takes: letters and digits of one script, with single separators `.`, `_` and `-` between them,
/// of a length, and none that is reserved. The same in upper and lower case.
///
/// ```swift
/// var rules = UserNameRules()
/// rules.length = 2...20
/// rules.reserved.insert("press")
/// ```
public struct UserNameRules: Sendable {
    /// How many characters of Unicode a name has: 3 to 30 unless a site says otherwise.
    public var length: ClosedRange<Int> = 3...30
    /// Names that nobody gets, in any case, and with separators or without.
    public var reserved: Set<String> = UserNameRules.usualReserved

    static let separators: Set<Unicode.Scalar> = [".", "_", "-"]

    /// The usual rules.
    public init() {}

    /// The name of a text.
    ///
    /// - Parameter field: where it is told what is wrong.
    /// - Throws: `InvalidInput` with all that is wrong with it.
    public func name(_ typed: String, field: String = UserNameRules.field) throws(InvalidInput) -> UserName {
        guard let name = UserName(typed) else {
            let isAddress = typed.unicodeScalars.contains { ["@", "\u{FF20}", "\u{FE6B}"].contains($0) }
            let message = isAddress ? UserNameMessages.address : UserNameMessages.characters
            throw InvalidInput(message, of: field)
        }
        let messages = self.messages(for: name)
        guard messages.isEmpty else { throw InvalidInput(Failures([field: messages])) }
        return name
    }

    /// The name of the field in forms and JSON.
    public static let field = "username"

    /// All that is wrong with a name.
    func messages(for name: UserName) -> [Message] {
        let scalars = Array(name.shown.unicodeScalars)
        let kinds = scalars.map { NameCharacter($0) }
        var messages: [Message] = []
        if scalars.count < length.lowerBound {
            messages.append(UserNameMessages.tooShort(length.lowerBound, has: scalars.count))
        }
        if scalars.count > length.upperBound {
            messages.append(UserNameMessages.tooLong(length.upperBound, has: scalars.count))
        }
        // What is endless is not looked at.
        guard scalars.count <= length.upperBound else { return messages }
        messages += Self.wrongScripts(scalars, kinds)
        if Self.misplacesSeparators(kinds) { messages.append(UserNameMessages.separators) }
        if isReserved(name) { messages.append(UserNameMessages.reserved) }
        return messages
    }

    private static func wrongScripts(_ scalars: [Unicode.Scalar], _ kinds: [NameCharacter?]) -> [Message] {
        for (place, kind) in kinds.enumerated() {
            let isAfterLetter = place > 0 && [.letter, .mark].contains(kinds[place - 1])
            if kind == nil || (kind == .mark && !isAfterLetter) { return [UserNameMessages.characters] }
        }
        let all = zip(scalars, kinds)
        // ASCII digits go with every script; others are the script's own, and of one kind.
        let written = all.filter { $1 != .separator && !($0.isASCII && $1 == .digit) }.map(\.0)
        let text = String(String.UnicodeScalarView(written))
        let zeros = all.filter { $1 == .digit }.map { $0.0.value - UInt32($0.0.properties.numericValue ?? 0) }
        guard !NameScript.isOne(text) || Set(zeros).count > 1 else { return [] }
        return [NameScript.areKnown(text) ? UserNameMessages.scripts : UserNameMessages.characters]
    }

    private static func misplacesSeparators(_ kinds: [NameCharacter?]) -> Bool {
        kinds.first == .separator || kinds.last == .separator
            || zip(kinds, kinds.dropFirst()).contains { $0 == .separator && $1 == .separator }
    }

    private func isReserved(_ name: UserName) -> Bool {
        let plain = Self.withoutSeparators(name.text)
        return reserved.contains { Self.withoutSeparators(UserName.folded($0)).utf8.elementsEqual(plain.utf8) }
    }

    private static func withoutSeparators(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !separators.contains($0) }))
    }
}
