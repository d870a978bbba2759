import CLibCrypt
import GatehouseBase

/// The strings of crypt(3) that other systems leave in /etc/shadow and elsewhere: `$y$` (yescrypt), `$gy$`, `$7$`
/// (scrypt), `$6$` and `$5$` (SHA-2), `$1$` (MD5). Verifies them, with the system's libcrypt, and makes none.
public struct CryptHasher: PasswordHasher {
    public let algorithm = "crypt"

    private static let prefixes = ["$y$", "$gy$", "$7$", "$6$", "$5$", "$1$"]

    /// A hasher for the strings of crypt(3).
    public init() {}

    /// What yescrypt and its relatives take at the parameters that are let through.
    public var memory: Int { 128 << 20 }

    public func memory(of encoded: String) -> Int {
        ["$y$", "$gy$", "$7$"].contains { encoded.utf8.starts(with: $0.utf8) } ? memory : 0
    }

    /// libxcrypt's CRYPT_MAX_PASSPHRASE_SIZE, 512, with its terminator.
    public var maximumPasswordLength: Int { 511 }

    /// The most rounds of `$5$` and `$6$`: ten times what systems set.
    private static let maximumRounds = 1_000_000
    /// The costs of `$y$`, `$gy$` and `$7$` that are let through, as the digits that stand for them: at yescrypt's usual
    /// blocks of 4 KiB, up to 128 MiB.
    private static let costDigits = Set("./0123456789ABC".utf8)

    /// Refuses strings that ask for more work than a sign-in may take.
    private static func check(_ encoded: String) throws {
        let parts = EncodedHash.split(encoded)
        guard parts.count >= 4 else { throw PasswordError(.malformed, "not a crypt string") }
        if parts[2].hasPrefix("rounds="), (Int(parts[2].dropFirst(7)) ?? .max) > maximumRounds {
            throw PasswordError(.malformed, "crypt asks for more than \(maximumRounds) rounds")
        }
        // `j9T` is flavour j, cost 9, block size T; `$7$` begins with the cost itself.
        let cost = parts[1].hasSuffix("y") ? parts[2].utf8.dropFirst().first : parts[2].utf8.first
        let isLong = parts[1].hasSuffix("y") && parts[2].utf8.count > 4
        if ["y", "gy", "7"].contains(parts[1]), isLong || !(cost.map(costDigits.contains) ?? false) {
            throw PasswordError(.malformed, "crypt asks for more memory than is allowed")
        }
    }

    public func recognizes(_ encoded: String) -> Bool {
        Self.prefixes.contains { encoded.utf8.starts(with: $0.utf8) }
    }

    public func encode(_ password: [UInt8]) throws -> String {
        throw PasswordError(.failed, "strings of crypt(3) are verified only")
    }

    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        // crypt(3) stops at a NUL; a password that goes on after it is another one.
        guard !password.contains(0), !encoded.utf8.contains(0) else { return false }
        try Self.check(encoded)
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
        let parts = EncodedHash.split(encoded)
        guard parts.count >= 4, let hash = parts.last else { throw PasswordError(.malformed, "not a crypt string") }
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("method", "$\(parts[1])$"),
            .masked("hash", hash),
        ]
    }
}
