import GatehouseBase

/// The encoded form of an account that cannot sign in with a password: `!` and 40 letters and digits, as Django's.
public enum UnusablePassword {
    /// A new one. The random part keeps two such accounts from having the same reset tokens.
    public static func make() -> PasswordHash { PasswordHash("!" + RandomText.make(count: 40)) }

    /// Whether no password can ever be right.
    public static func isUnusable(_ hash: PasswordHash) -> Bool { isUnusable(hash.text) }

    static func isUnusable(_ encoded: String) -> Bool { encoded.utf8.first == UInt8(ascii: "!") }
}
