import CryptoExtras
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// PBKDF2 (RFC 8018) with HMAC-SHA-256 or HMAC-SHA-1: `pbkdf2_sha256$iterations$salt$hash`.
///
/// Verifies passlib's PHC strings too, `$pbkdf2-sha256$iterations$salt$hash`.
public struct PBKDF2Hasher: PasswordHasher {
    /// The hash inside HMAC.
    public enum Digest: String, Sendable {
        case sha256, sha1
        fileprivate var length: Int { self == .sha256 ? 32 : 20 }
        fileprivate var function: KDF.Insecure.PBKDF2.HashFunction { self == .sha256 ? .sha256 : .insecureSHA1 }
    }

    /// The hash inside HMAC.
    public let digest: Digest
    /// How many times HMAC is applied.
    public let iterations: Int
    /// `pbkdf2_sha256` or `pbkdf2_sha1`.
    public var algorithm: String { "pbkdf2_\(digest.rawValue)" }

    /// By default Django 6.1's iterations, more than the 600,000 of OWASP's Password Storage Cheat Sheet.
    public init(digest: Digest = .sha256, iterations: Int = 1_500_000) {
        self.digest = digest
        self.iterations = iterations
    }

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
        let hash = try derive(password, Array(salt.utf8), iterations)
        return "\(algorithm)$\(iterations)$\(salt)$\(EncodedHash.base64(hash))"
    }

    private var phcPrefix: String { "$pbkdf2-\(digest.rawValue)$" }

    /// Takes Django's form and PHC strings (`$pbkdf2-sha256$`) of this digest.
    public func recognizes(_ encoded: String) -> Bool {
        EncodedHash.hasAlgorithm(algorithm, encoded) || encoded.utf8.starts(with: phcPrefix.utf8)
    }

    /// The time of a hash of these iterations.
    public var cost: HashCost { .pbkdf2(iterations: iterations, saltLength: EncodedHash.saltLength) }

    /// The time that the iterations of an encoded hash ask for.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func cost(of encoded: String) throws -> HashCost {
        if encoded.utf8.starts(with: phcPrefix.utf8) {
            let parts = try PHC(encoded)
            return .pbkdf2(iterations: parts.iterations, saltLength: parts.salt.utf8.count)
        }
        let parts = try Parts(encoded)
        return .pbkdf2(
            iterations: parts.iterations == 0 ? iterations : parts.iterations, saltLength: parts.salt.utf8.count)
    }

    /// Whether a password is the one of an encoded hash.
    ///
    /// - Throws: ``PasswordError``.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        if encoded.utf8.starts(with: phcPrefix.utf8) { return try verifyPHC(password, encoded) }
        let parts = try Parts(encoded)
        // 0 stands for the default, as in Django; it never matches then, because the text says otherwise.
        let hasher = PBKDF2Hasher(digest: digest, iterations: parts.iterations == 0 ? iterations : parts.iterations)
        return ConstantTime.equals(try hasher.encode(password, salt: parts.salt), encoded)
    }

    private func verifyPHC(_ password: [UInt8], _ encoded: String) throws -> Bool {
        let parts = try PHC(encoded)
        let hash = try EncodedHash.bytes(unpaddedBase64: parts.hash)
        let salt = try EncodedHash.bytes(unpaddedBase64: parts.salt)
        guard !salt.isEmpty, hash.count == digest.length else {
            throw PasswordError(.malformed, "a salt or a hash has the wrong length")
        }
        return ConstantTime.equals(try derive(password, salt, parts.iterations), hash)
    }

    /// True for other iterations, a weak salt, and a PHC string.
    public func needsRehash(_ encoded: String) -> Bool {
        guard let parts = try? Parts(encoded) else { return true }
        return parts.iterations != iterations || EncodedHash.isWeak(salt: parts.salt)
    }

    /// Applies the iterations that an encoded hash has fewer than ours.
    ///
    /// - Throws: ``PasswordError``.
    public func harden(_ password: [UInt8], _ encoded: String) throws {
        let missing = missingIterations(encoded)
        if missing > 0 { _ = try derive(password, Array("gatehouse".utf8), missing) }
    }

    /// By how many iterations verifying an encoded hash is cheaper than making one of ours.
    func missingIterations(_ encoded: String) -> Int {
        guard let parts = try? Parts(encoded) else { return iterations }
        return max(0, iterations - parts.iterations)
    }

    /// The iterations in full; salt and hash masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        if encoded.utf8.starts(with: phcPrefix.utf8) {
            let parts = try PHC(encoded)
            return [
                PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("iterations", parts.iterations),
                .masked("salt", parts.salt), .masked("hash", parts.hash),
            ]
        }
        let parts = try Parts(encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("iterations", parts.iterations),
            .masked("salt", parts.salt), .masked("hash", parts.hash),
        ]
    }

    /// `$pbkdf2-sha256$iterations$salt$hash`, or `i=iterations`.
    private struct PHC {
        let iterations: Int
        let salt: String
        let hash: String

        init(_ encoded: String) throws {
            let parts = EncodedHash.split(encoded)
            guard parts.count == 5 else { throw PasswordError(.malformed, "a pbkdf2 string needs three parts") }
            iterations = try EncodedHash.parameters(parts[2])["i"] ?? EncodedHash.integer(parts[2])
            guard iterations > 0 else { throw PasswordError(.malformed, "iterations must be greater than 0") }
            (salt, hash) = (parts[3], parts[4])
        }
    }

    private struct Parts {
        let iterations: Int
        let salt: String
        let hash: String

        init(_ encoded: String) throws {
            let parts = EncodedHash.split(encoded, maximum: 4)
            guard parts.count == 4, parts[0].utf8.starts(with: "pbkdf2".utf8) else {
                throw PasswordError(.malformed, "a pbkdf2 hash needs four parts")
            }
            iterations = try EncodedHash.integer(parts[1])
            guard iterations >= 0 else { throw PasswordError(.malformed, "iterations must be greater than 0") }
            (salt, hash) = (parts[2], parts[3])
        }
    }

    /// HMAC fills keys with zeros, so that one zero byte is the same key as none, which the library does not take.
    private func derive(_ password: [UInt8], _ salt: [UInt8], _ count: Int) throws -> [UInt8] {
        guard (1...Int(UInt32.max)).contains(count) else {
            throw PasswordError(.malformed, "iterations must be greater than 0")
        }
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: password.isEmpty ? [0] : password, salt: salt, using: digest.function,
            outputByteCount: digest.length, unsafeUncheckedRounds: count)
        return key.withUnsafeBytes { Array($0) }
    }
}
