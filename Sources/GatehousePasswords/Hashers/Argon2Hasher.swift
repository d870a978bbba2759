import CLibArgon2
import GatehouseSigning

/// Argon2id (RFC 9106) by the reference library, in Django's form: `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
///
/// Verifies argon2i and argon2d too, of both versions of the algorithm, and PHC strings without Django's prefix.
public struct Argon2Hasher: PasswordHasher {
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

    /// The most memory a stored hash may ask for, in KiB: 1 GiB.
    private static let maximumMemoryCost: UInt32 = 1 << 20
    /// The most memory times passes a stored hash may ask for, in KiB: 10 GiB.
    private static let maximumWork: UInt64 = 10 << 20
    /// The most lanes a stored hash may ask for; the library starts a thread for each.
    private static let maximumParallelism: UInt32 = 64

    public var memory: Int { Int(memoryCost) * 1024 }

    public func recognizes(_ encoded: String) -> Bool {
        EncodedHash.hasAlgorithm(algorithm, encoded) || encoded.utf8.starts(with: "$argon2".utf8)
    }

    public func memory(of encoded: String) -> Int {
        (try? Argon2Hash(encoded)).map { Int(min($0.memoryCost, Self.maximumMemoryCost)) * 1024 } ?? 0
    }

    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, salt: Array(RandomText.make(count: Self.saltLength).utf8))
    }

    /// The encoded hash with a salt of one's own, of 8 bytes or more.
    ///
    /// - Throws: ``PasswordError``.
    public func encode(_ password: [UInt8], salt: [UInt8]) throws -> String {
        let size = argon2_encodedlen(
            timeCost, memoryCost, parallelism, UInt32(salt.count), UInt32(Self.hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: size)
        let status = argon2id_hash_encoded(
            timeCost, memoryCost, parallelism, password, password.count, salt, salt.count, Self.hashLength, &encoded,
            size)
        guard status == ARGON2_OK.rawValue else { throw Self.failure(status) }
        return "argon2" + String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        let hash = try Argon2Hash(encoded)
        guard hash.memoryCost <= Self.maximumMemoryCost, (1...Self.maximumParallelism).contains(hash.parallelism),
            hash.timeCost >= 1, UInt64(hash.memoryCost) * UInt64(hash.timeCost) <= Self.maximumWork
        else { throw PasswordError(.malformed, "argon2 asks for more memory, passes or lanes than are allowed") }
        // The library makes no hash so short, and so none can be right.
        guard hash.hashLength >= 4 else { return false }
        let status = argon2_verify(hash.phc, password, password.count, hash.type)
        switch status {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw Self.failure(status)
        }
    }

    public func needsRehash(_ encoded: String) -> Bool {
        guard let hash = try? Argon2Hash(encoded), hash.isDjango else { return true }
        return hash.type != Argon2_id || hash.version != 19 || hash.memoryCost != memoryCost
            || hash.timeCost != timeCost || hash.parallelism != parallelism || hash.hashLength != Self.hashLength
            || hash.saltLength < Self.saltLength
    }

    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        let hash = try Argon2Hash(encoded)
        return [
            PasswordSummaryItem("algorithm", algorithm), PasswordSummaryItem("variety", hash.variety),
            PasswordSummaryItem("version", hash.version), PasswordSummaryItem("memory cost", hash.memoryCost),
            PasswordSummaryItem("time cost", hash.timeCost), PasswordSummaryItem("parallelism", hash.parallelism),
            .masked("salt", hash.saltText), .masked("hash", hash.hash),
        ]
    }

    private static func failure(_ status: Int32) -> PasswordError {
        let message = argon2_error_message(status).map { String(cString: $0) } ?? "argon2 failed"
        // Only want of memory and of threads is not the input's fault.
        let isInput = ![ARGON2_MEMORY_ALLOCATION_ERROR.rawValue, ARGON2_THREAD_FAIL.rawValue].contains(status)
        return PasswordError(isInput ? .malformed : .failed, message)
    }
}
