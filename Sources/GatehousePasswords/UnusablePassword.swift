import GatehouseBase

/// The encoded form of an account that cannot sign in with a password: `!` and 40 letters and digits, as Django's.
public enum UnusablePassword {
    /// A new one. The random part keeps two such accounts from having the same reset tokens.
    public static func make() -> PasswordHash { PasswordHash("!" + RandomText.make(count: 40)) }

    /// One of an account whose owner wants to sign in without a password, and may choose one at any time: with a hyphen, which
    /// Django's never have. Django takes both for the same.
    public static func makeByChoice() -> PasswordHash { PasswordHash("!-" + RandomText.make(count: 40)) }

    /// Whether an account has no password because its owner wants none; not where somebody else took it away, nor where
    /// passwords are kept elsewhere.
    public static func isByChoice(_ hash: PasswordHash) -> Bool { hash.text.utf8.starts(with: "!-".utf8) }

    /// Whether no password can ever be right.
    public static func isUnusable(_ hash: PasswordHash) -> Bool { isUnusable(hash.text) }

    static func isUnusable(_ encoded: String) -> Bool { encoded.utf8.first == UInt8(ascii: "!") }
}
