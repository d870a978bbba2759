import CryptoExtras
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// scrypt (RFC 7914): `scrypt$N$salt$r$p$hash`, the salt between N and r.
///
/// Verifies PHC strings too, `$scrypt$ln=…,r=…,p=…$salt$hash`.
public struct ScryptHasher: PasswordHasher {
    /// `scrypt`.
    public let algorithm = "scrypt"
    /// N, the work and memory factor; a power of 2.
    public let workFactor: Int
    /// r, the size of blocks.
    public let blockSize: Int
    /// p, how often the whole is done.
    public let parallelism: Int

    private static let hashLength = 64
    /// 2^14, 8, 5, which takes 16 MiB: one of OWASP's equivalent settings (Password Storage Cheat Sheet), and Django's
    /// own since 5.1. Python's library takes no more than 32 MiB, so Django cannot verify hashes that need much more.
    public init(workFactor: Int = 1 << 14, blockSize: Int = 8, parallelism: Int = 5) {
        self.workFactor = workFactor
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Django's own parameters, which are the default.
    public static let django = ScryptHasher()

    /// The memory and time of a hash with these parameters.
    public var cost: HashCost { cost(saltLength: EncodedHash.saltLength) }

    private func cost(saltLength: Int) -> HashCost {
        .scrypt(
            workFactor: Double(workFactor), blockSize: blockSize, parallelism: parallelism, saltLength: saltLength)
    }

    /// A hash with a random salt of 22 characters, or of as many as Django's column has room for.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, salt: RandomText.make(count: saltLength))
    }

    /// 22 characters, or what larger parameters leave of the 128 characters that Django's column holds.
    private var saltLength: Int {
        let digits = [workFactor, blockSize, parallelism].map { String($0).utf8.count }.reduce(0, +)
        let others = "scrypt$$$$$".utf8.count + digits + (Self.hashLength + 2) / 3 * 4
        return min(EncodedHash.saltLength, EncodedHash.maximumLength - others)
    }

    /// The encoded hash with a salt of one's own, which must not be empty or hold a `$`.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8], salt: String) throws -> String {
        try EncodedHash.check(salt: salt)
        let hash = try derive(password, Array(salt.utf8), length: Self.hashLength)
        return "scrypt$\(workFactor)$\(salt)$\(blockSize)$\(parallelism)$\(EncodedHash.base64(hash))"
    }

    /// Takes Django's form and PHC strings (`$scrypt$`).
    public func recognizes(_ encoded: String) -> Bool {
        EncodedHash.hasAlgorithm(algorithm, encoded) || encoded.utf8.starts(with: "$scrypt$".utf8)
    }

    /// What the parameters of an encoded hash ask for.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func cost(of encoded: String) throws -> HashCost {
        let parts = try Parts(encoded)
        return parts.hasher.cost(saltLength: parts.salt.utf8.count)
    }

    /// Whether a password is the one of an encoded hash, by the parameters that the hash names.
    ///
    /// - Throws: ``PasswordError``.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        let parts = try Parts(encoded)
        guard let salt = parts.rawSalt else {
            return ConstantTime.equals(try parts.hasher.encode(password, salt: parts.salt), encoded)
        }
        let hash = try EncodedHash.bytes(unpaddedBase64: parts.hash)
        guard (16...128).contains(hash.count), !salt.isEmpty else {
            throw PasswordError(.malformed, "a salt or a hash has the wrong length")
        }
        return ConstantTime.equals(try parts.hasher.derive(password, salt, length: hash.count), hash)
    }

    /// True for other parameters, and for a PHC string.
    public func needsRehash(_ encoded: String) -> Bool {
        guard let parts = try? Parts(encoded), parts.rawSalt == nil else { return true }
        return parts.hasher.workFactor != workFactor || parts.hasher.blockSize != blockSize
            || parts.hasher.parallelism != parallelism
    }

    /// The parameters in full; salt and hash masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let parts = try Parts(encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("work factor", parts.hasher.workFactor),
            PasswordSummaryItem("block size", parts.hasher.blockSize),
            PasswordSummaryItem("parallelism", parts.hasher.parallelism), .masked("salt", parts.salt),
            .masked("hash", parts.hash),
        ]
    }

    private struct Parts {
        let hasher: ScryptHasher
        let salt: String
        /// The salt of a PHC string, which is base64; nil for Django's, which is the text itself.
        let rawSalt: [UInt8]?
        let hash: String

        init(_ encoded: String) throws {
            if encoded.utf8.first == UInt8(ascii: "$") {
                let parts = EncodedHash.split(encoded)
                guard parts.count == 5, let log = EncodedHash.parameters(parts[2])["ln"], (1...62).contains(log),
                    let r = EncodedHash.parameters(parts[2])["r"], let p = EncodedHash.parameters(parts[2])["p"]
                else { throw PasswordError(.malformed, "a scrypt string needs ln, r, p, salt and hash") }
                hasher = ScryptHasher(workFactor: 1 << log, blockSize: r, parallelism: p)
                (salt, hash) = (parts[3], parts[4])
                rawSalt = try EncodedHash.bytes(unpaddedBase64: salt)
            } else {
                let parts = EncodedHash.split(encoded, maximum: 6)
                guard parts.count == 6 else { throw PasswordError(.malformed, "a scrypt hash needs six parts") }
                hasher = try ScryptHasher(
                    workFactor: EncodedHash.integer(parts[1]), blockSize: EncodedHash.integer(parts[3]),
                    parallelism: EncodedHash.integer(parts[4]))
                (salt, hash, rawSalt) = (parts[2], parts[5], nil)
            }
        }
    }

    /// As for PBKDF2, which scrypt begins with, a zero byte is the same as no password.
    private func derive(_ password: [UInt8], _ salt: [UInt8], length: Int) throws -> [UInt8] {
        guard workFactor > 1, workFactor & (workFactor - 1) == 0, blockSize > 0, parallelism > 0 else {
            throw PasswordError(.malformed, "scrypt's N must be a power of 2, and r and p positive")
        }
        // swift-crypto 4.5 gives BoringSSL a page more than N blocks and ignores what its caller asks for; with one lane
        // and blocks of more than 2 KiB that is too little.
        guard parallelism > 1 || blockSize <= 16 else {
            throw PasswordError(.malformed, "scrypt with p = 1 and r above 16 cannot be computed here")
        }
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password.isEmpty ? [0] : password, salt: salt, outputByteCount: length, rounds: workFactor,
                blockSize: blockSize, parallelism: parallelism)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw PasswordError(.failed, "scrypt failed, possibly for want of memory", underlying: error)
        }
    }
}
