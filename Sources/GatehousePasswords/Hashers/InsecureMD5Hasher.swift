import Crypto
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Salted MD5, `md5$salt$hash`: so fast that tests need not wait, and so weak that nothing else may use it.
public struct InsecureMD5Hasher: PasswordHasher {
    /// `md5`.
    public let algorithm = "md5"

    /// A hasher for tests.
    public init() {}

    /// A hash with a salt of 22 random characters.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, salt: RandomText.make(count: EncodedHash.saltLength))
    }

    /// The encoded hash with a salt of one's own, which must not be empty or hold a `$`.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8], salt: String) throws -> String {
        try EncodedHash.check(salt: salt)
        return "md5$\(salt)$" + Hexadecimal.text(Insecure.MD5.hash(data: Array(salt.utf8) + password))
    }

    private func parts(of encoded: String) throws -> (salt: String, hash: String) {
        let parts = EncodedHash.split(encoded, maximum: 3)
        guard parts.count == 3 else { throw PasswordError(.malformed, "an md5 hash needs three parts") }
        return (parts[1], parts[2])
    }

    /// Hashes without a salt are of a Django long gone, and let nobody in.
    public func recognizes(_ encoded: String) -> Bool {
        encoded.utf8.starts(with: "md5$".utf8) && !encoded.utf8.starts(with: "md5$$".utf8)
    }

    /// Whether a password is the one of an encoded hash.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        ConstantTime.equals(try encode(password, salt: parts(of: encoded).salt), encoded)
    }

    /// True for a salt of less than 128 bits.
    public func needsRehash(_ encoded: String) -> Bool {
        (try? parts(of: encoded)).map { EncodedHash.isWeak(salt: $0.salt) } ?? true
    }

    /// The first two characters of the salt and six of the hash; the rest masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let parts = try parts(of: encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), .masked("salt", parts.salt, showing: 2),
            .masked("hash", parts.hash),
        ]
    }
}
