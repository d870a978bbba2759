public import GatehouseMessages

/// Not one of the passwords that are tried first.
///
/// The list is the one that comes with Django 6.1, of 19,640 passwords, which Royce Williams made of the passwords
/// of many leaks (gist.github.com/roycewilliams/226886fd01572964e1431ac8afc999ce).
public struct CommonPasswordValidator: PasswordValidator {
    private let passwords: Set<[UInt8]>

    private static let builtIn = Set(
        PackageResources.common_passwords_txt.split(separator: UInt8(ascii: "\n")).map(Array.init))

    /// The rule with the list that comes with it.
    public init() { passwords = Self.builtIn }

    /// The rule with a list of one's own; its passwords are lower-case.
    public init(_ passwords: some Sequence<String>) { self.passwords = Set(passwords.map { Array($0.utf8) }) }

    /// How many passwords the list has.
    public var count: Int { passwords.count }

    /// `password_too_common` for a password of the list, in upper or lower case and with white space around it.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        guard passwords.contains(Array(PythonText.strip(password.lowercased()).utf8)) else { return [] }
        return [Message(.passwordTooCommon, "This password is too common.")]
    }

    /// That a commonly used password is not taken.
    public var help: Message.Words? { "Your password can’t be a commonly used password." }
}

/// What Python does with text, where Swift does something else.
enum PythonText {
    /// Drops the white space at both ends that `str.strip()` drops.
    static func strip(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop(while: isSpace)
        let end = scalars.lastIndex { !isSpace($0) }.map { scalars.index(after: $0) }
        return String(scalars[..<(end ?? scalars.startIndex)])
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
