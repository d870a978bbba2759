import Crypto
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// bcrypt, plain or over the SHA-256 of the password: `bcrypt$$2b$12$…`, `bcrypt_sha256$$2b$12$…`.
///
/// The plain one verifies crypt strings of other systems too, `$2a$`, `$2b$`, `$2x$` and `$2y$`, as Devise and Laravel
/// write them. It makes hashes of up to 72 bytes; stored ones of longer passwords are verified by their
/// first 72 bytes, and then rehashed by another algorithm.
public struct BcryptHasher: PasswordHasher {
    /// `bcrypt_sha256`, or `bcrypt` for the plain one.
    public let algorithm: String
    private let prehashes: Bool
    /// log2 of the number of rounds, 4 to 31; bcrypt calls it the cost.
    public let rounds: Int

    /// bcrypt over the lower-case hexadecimal SHA-256 of the password, of any length.
    public static func sha256(rounds: Int = 12) -> BcryptHasher {
        BcryptHasher(algorithm: "bcrypt_sha256", prehashes: true, rounds: rounds)
    }

    /// bcrypt of the password itself, up to 72 bytes.
    public static func plain(rounds: Int = 12) -> BcryptHasher {
        BcryptHasher(algorithm: "bcrypt", prehashes: false, rounds: rounds)
    }

    /// 72 bytes for the plain one; over SHA-256 as many as a password may have.
    public var maximumPasswordLength: Int { prehashes ? PasswordHashing.maximumLength * 4 : Bcrypt.maximumLength }
    /// 72 bytes for the plain one, after which bcrypt stops reading; nil over SHA-256.
    public var truncationLength: Int? { prehashes ? nil : Bcrypt.maximumLength }

    /// A hash with 16 random bytes of salt.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, Bcrypt(cost: rounds, salt: RandomText.bytes(count: 16)))
    }

    /// The encoded hash with a setting of one's own, `$2b$12$` and 22 characters of salt.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8], setting: String) throws -> String {
        try encode(password, Bcrypt(setting))
    }

    private func encode(_ password: [UInt8], _ bcrypt: Bcrypt) throws -> String {
        let input = prehashes ? Array(Hexadecimal.text(SHA256.hash(data: password)).utf8) : password
        return try "\(algorithm)$" + bcrypt.text(for: input)
    }

    /// Takes Django's form; the plain one crypt strings (`$2a$`, `$2b$`, `$2x$`, `$2y$`), too.
    public func recognizes(_ encoded: String) -> Bool {
        EncodedHash.hasAlgorithm(algorithm, encoded)
            || (!prehashes && ["$2a$", "$2b$", "$2x$", "$2y$"].contains { encoded.utf8.starts(with: $0.utf8) })
    }

    /// The time of a hash of these rounds.
    public var cost: HashCost { .bcrypt(cost: rounds) }
    /// The time that the rounds of an encoded hash ask for.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func cost(of encoded: String) throws -> HashCost { .bcrypt(cost: try bcrypt(of: encoded).cost) }

    /// The crypt string inside Django's form, or the crypt string itself.
    private func bcrypt(of encoded: String) throws -> Bcrypt {
        guard encoded.utf8.starts(with: "\(algorithm)$".utf8) else { return try Bcrypt(encoded) }
        return try Bcrypt(String(decoding: encoded.utf8.dropFirst(algorithm.utf8.count + 1), as: UTF8.self))
    }

    /// Whether a password is the one of an encoded hash.
    ///
    /// - Throws: ``PasswordError``.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        let full = encoded.utf8.first == UInt8(ascii: "$") ? "\(algorithm)$\(encoded)" : encoded
        return ConstantTime.equals(try encode(password, bcrypt(of: encoded)), full)
    }

    /// True for other rounds, and for a crypt string without Django's prefix.
    public func needsRehash(_ encoded: String) -> Bool {
        guard encoded.utf8.first != UInt8(ascii: "$"), let bcrypt = try? bcrypt(of: encoded) else { return true }
        return bcrypt.cost != rounds
    }

    /// One run of cost c is 2^c rounds, so that 2^(ours − theirs) − 1 runs are missing.
    public func harden(_ password: [UInt8], _ encoded: String) throws {
        let bcrypt = try bcrypt(of: encoded)
        for _ in 0..<(try missingRuns(encoded)) { _ = try encode(password, bcrypt) }
    }

    /// How many more runs of an encoded hash cost as much as making one of ours.
    func missingRuns(_ encoded: String) throws -> Int {
        let bcrypt = try bcrypt(of: encoded)
        return bcrypt.cost < rounds ? (1 << (rounds - bcrypt.cost)) - 1 : 0
    }

    /// The work factor in full; salt and checksum masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let bcrypt = try bcrypt(of: encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("work factor", bcrypt.cost),
            .masked("salt", String(decoding: bcrypt.setting.utf8.suffix(22), as: UTF8.self)),
            .masked("checksum", bcrypt.hash),
        ]
    }
}
