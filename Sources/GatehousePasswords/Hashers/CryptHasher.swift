import GatehouseBase

/// The strings of crypt(3) that other systems leave in /etc/shadow and elsewhere: `$y$` (yescrypt), `$gy$`, `$7$`
/// (scrypt), `$6$` and `$5$` (SHA-2), `$1$` (MD5). Verifies them, with the system's libcrypt, and makes none.
///
/// A build without the package's trait `Crypt` knows them and verifies none: it throws ``PasswordError/Code/unsupported``,
/// so that nobody takes them for wrong passwords.
public struct CryptHasher: PasswordHasher {
    /// `crypt`.
    public let algorithm = "crypt"

    private static let prefixes = ["$y$", "$gy$", "$7$", "$6$", "$5$", "$1$"]
    private let hasLibrary: Bool

    /// A hasher for the strings of crypt(3).
    public init() { self.init(hasLibrary: CryptCall.isBuilt) }

    init(hasLibrary: Bool) { self.hasLibrary = hasLibrary }

    /// What the parameters of a string ask for, read as libxcrypt reads them.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func cost(of encoded: String) throws -> HashCost { try CryptSetting(encoded).cost }

    /// libxcrypt's CRYPT_MAX_PASSPHRASE_SIZE, 512, with its terminator.
    public var maximumPasswordLength: Int { 511 }

    /// Takes strings that begin with `$y$`, `$gy$`, `$7$`, `$6$`, `$5$` or `$1$`.
    public func recognizes(_ encoded: String) -> Bool {
        Self.prefixes.contains { encoded.utf8.starts(with: $0.utf8) }
    }

    /// Never makes one.
    ///
    /// - Throws: ``PasswordError`` with code `failed`, always.
    public func encode(_ password: [UInt8]) throws -> String {
        throw PasswordError(.failed, "strings of crypt(3) are verified only")
    }

    /// Whether a password is the one of a string, by the system's libcrypt. A password with a NUL never is.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`, or `unsupported` in a build without the trait `Crypt`.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        guard hasLibrary else {
            throw PasswordError(.unsupported, "this build verifies no strings of crypt(3): it lacks the trait Crypt")
        }
        // crypt(3) stops at a NUL; a password that goes on after it is another one.
        guard !password.contains(0), !encoded.utf8.contains(0) else { return false }
        guard let text = CryptCall.string(password, encoded) else {
            throw PasswordError(.malformed, "crypt does not know this string")
        }
        return ConstantTime.equals(text, encoded)
    }

    /// True: each is to give way to a hash of the preferred algorithm.
    public func needsRehash(_ encoded: String) -> Bool { true }

    /// Does nothing: it makes no hashes that could cost more.
    public func harden(_ password: [UInt8], _ encoded: String) {}

    /// The method in full; the hash masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let method = try CryptSetting(encoded).method
        let hash = EncodedHash.split(encoded).last ?? ""
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("method", "$\(method)$"),
            .masked("hash", hash),
        ]
    }
}
