import CLibCrypt
import GatehouseBase

/// The strings of crypt(3) that other systems leave in /etc/shadow and elsewhere: `$y$` (yescrypt), `$gy$`, `$7$`
/// (scrypt), `$6$` and `$5$` (SHA-2), `$1$` (MD5). Verifies them, with the system's libcrypt, and makes none.
public struct CryptHasher: PasswordHasher {
    public let algorithm = "crypt"

    private static let prefixes = ["$y$", "$gy$", "$7$", "$6$", "$5$", "$1$"]

    /// A hasher for the strings of crypt(3).
    public init() {}

    public func cost(of encoded: String) throws -> HashCost { try CryptSetting(encoded).cost }

    /// libxcrypt's CRYPT_MAX_PASSPHRASE_SIZE, 512, with its terminator.
    public var maximumPasswordLength: Int { 511 }

    public func recognizes(_ encoded: String) -> Bool {
        Self.prefixes.contains { encoded.utf8.starts(with: $0.utf8) }
    }

    public func encode(_ password: [UInt8]) throws -> String {
        throw PasswordError(.failed, "strings of crypt(3) are verified only")
    }

    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        // crypt(3) stops at a NUL; a password that goes on after it is another one.
        guard !password.contains(0), !encoded.utf8.contains(0) else { return false }
        var data = crypt_data()
        let phrase = password.map { CChar(bitPattern: $0) } + [0]
        guard let result = crypt_r(phrase, encoded, &data) else {
            throw PasswordError(.malformed, "crypt does not know this string")
        }
        let text = String(cString: result)
        guard text.utf8.first != UInt8(ascii: "*") else {
            throw PasswordError(.malformed, "crypt does not know this string")
        }
        return ConstantTime.equals(text, encoded)
    }

    public func needsRehash(_ encoded: String) -> Bool { true }

    public func harden(_ password: [UInt8], _ encoded: String) {}

    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let method = try CryptSetting(encoded).method
        let hash = EncodedHash.split(encoded).last ?? ""
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("method", "$\(method)$"),
            .masked("hash", hash),
        ]
    }
}
