import CLibArgon2
import GatehouseBase

/// Argon2id (RFC 9106) by the reference library, in Django's form: `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
///
/// Verifies argon2i and argon2d too, of both versions of the algorithm, and PHC strings without Django's prefix.
public struct Argon2Hasher: PasswordHasher {
    /// `argon2`.
    public let algorithm = "argon2"

    /// Memory in KiB.
    public var memoryCost: UInt32
    /// Passes over the memory.
    public var timeCost: UInt32
    /// Lanes that could be filled in parallel.
    public var parallelism: UInt32
    /// Length of the hash in bytes.
    private static let hashLength = 32
    /// A salt as Django draws it: 22 letters and digits, 131 bits.
    private static let saltLength = 22

    /// The second of OWASP's equivalent settings (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
    public init(memoryCost: UInt32 = 19_456, timeCost: UInt32 = 2, parallelism: UInt32 = 1) {
        self.memoryCost = memoryCost
        self.timeCost = timeCost
        self.parallelism = parallelism
    }

    /// Django's own parameters, 100 MiB, 2 passes and 8 lanes, so that neither side rewrites the other's hashes.
    public static let django = Argon2Hasher(memoryCost: 102_400, timeCost: 2, parallelism: 8)

    /// The most lanes a stored hash may ask for; the library starts a thread for each.
    private static let maximumParallelism: UInt32 = 64

    /// The memory and time of a hash with these parameters.
    public var cost: HashCost { .argon2(memoryCost: memoryCost, timeCost: timeCost, parallelism: parallelism) }

    /// Takes Django's form and PHC strings of argon2i, argon2d and argon2id.
    public func recognizes(_ encoded: String) -> Bool {
        EncodedHash.hasAlgorithm(algorithm, encoded) || encoded.utf8.starts(with: "$argon2".utf8)
    }

    /// What the parameters of an encoded hash ask for.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`. Also for more than 64 lanes.
    public func cost(of encoded: String) throws -> HashCost {
        let hash = try Argon2Hash(encoded)
        guard (1...Self.maximumParallelism).contains(hash.parallelism) else {
            throw PasswordError(.malformed, "argon2 takes 1 to \(Self.maximumParallelism) lanes here")
        }
        return .argon2(memoryCost: hash.memoryCost, timeCost: hash.timeCost, parallelism: hash.parallelism)
    }

    /// An argon2id hash of version 1.3 with a salt of 22 random characters.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, salt: Array(RandomText.make(count: Self.saltLength).utf8))
    }

    /// The encoded hash with a salt of one's own, of 8 bytes or more.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8], salt: [UInt8]) throws -> String {
        let call = Argon2Call(
            type: Argon2_id, version: ARGON2_VERSION_13.rawValue, memoryCost: memoryCost, timeCost: timeCost,
            parallelism: parallelism)
        let hash = try call.hash(password, salt: salt, length: Self.hashLength)
        let costs = "m=\(memoryCost),t=\(timeCost),p=\(parallelism)"
        let texts = [salt, hash].map { EncodedHash.base64($0).prefix { $0 != "=" } }
        return "argon2$argon2id$v=19$\(costs)$\(texts[0])$\(texts[1])"
    }

    /// Whether a password is the one of an encoded hash, by the parameters that the hash names.
    ///
    /// - Throws: ``PasswordError``.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        let hash = try Argon2Hash(encoded)
        // The library makes no hash so short, and so none can be right.
        guard hash.hashLength >= 4 else { return false }
        let call = Argon2Call(
            type: hash.type, version: hash.version, memoryCost: hash.memoryCost, timeCost: hash.timeCost,
            parallelism: hash.parallelism)
        return try call.verify(
            password, salt: try EncodedHash.bytes(unpaddedBase64: hash.salt),
            hash: try EncodedHash.bytes(unpaddedBase64: hash.hash))
    }

    /// True for other parameters, another variety or version, a shorter salt, and a PHC string without Django's prefix.
    public func needsRehash(_ encoded: String) -> Bool {
        guard let hash = try? Argon2Hash(encoded), hash.isDjango else { return true }
        return hash.type != Argon2_id || hash.version != 19 || hash.memoryCost != memoryCost
            || hash.timeCost != timeCost || hash.parallelism != parallelism || hash.hashLength != Self.hashLength
            || hash.saltLength < Self.saltLength
    }

    /// Variety, version and costs in full; salt and hash masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let hash = try Argon2Hash(encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("variety", hash.variety),
            PasswordSummaryItem("version", hash.version), PasswordSummaryItem("memory cost", hash.memoryCost),
            PasswordSummaryItem("time cost", hash.timeCost), PasswordSummaryItem("parallelism", hash.parallelism),
            .masked("salt", hash.saltText), .masked("hash", hash.hash),
        ]
    }
}
