import CLibArgon2
import GatehouseSigning

/// Argon2id (RFC 9106) by the reference library, in Django's form: `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
///
/// Verifies argon2i and argon2d too, of both versions of the algorithm.
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

    public var memory: Int { Int(memoryCost) * 1024 }

    public func encode(_ password: [UInt8]) throws -> String {
        try encode(password, salt: Array(RandomText.make(count: Self.saltLength).utf8))
    }

    /// The encoded hash with a salt of 8 bytes or more.
    func encode(_ password: [UInt8], salt: [UInt8]) throws -> String {
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
        guard let hash = Argon2Hash(encoded) else { throw PasswordError(.malformed, "not an argon2 hash") }
        let status = argon2_verify(hash.phc, password, password.count, hash.type)
        switch status {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw Self.failure(status)
        }
    }

    public func needsRehash(_ encoded: String) -> Bool {
        guard let hash = Argon2Hash(encoded) else { return true }
        return hash.type != Argon2_id || hash.version != 19 || hash.memoryCost != memoryCost
            || hash.timeCost != timeCost || hash.parallelism != parallelism || hash.hashLength != Self.hashLength
            || hash.saltLength < Self.saltLength
    }

    private static func failure(_ status: Int32) -> PasswordError {
        let message = argon2_error_message(status).map { String(cString: $0) } ?? "argon2 failed"
        let isInput = [ARGON2_DECODING_FAIL.rawValue, ARGON2_SALT_TOO_SHORT.rawValue].contains(status)
        return PasswordError(isInput ? .malformed : .failed, message)
    }
}

/// The parts of `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`; strings of before version 19 have no `v=`.
struct Argon2Hash {
    let type: Argon2_type
    let version: UInt32
    let memoryCost: UInt32
    let timeCost: UInt32
    let parallelism: UInt32
    let saltLength: Int
    let hashLength: Int
    /// The string without Django's prefix, as the reference library reads it.
    let phc: String

    init?(_ encoded: String) {
        var parts = encoded.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count >= 5, parts.removeFirst() == "argon2" else { return nil }
        phc = "$" + parts.joined(separator: "$")
        switch parts.removeFirst() {
        case "argon2id": type = Argon2_id
        case "argon2i": type = Argon2_i
        case "argon2d": type = Argon2_d
        default: return nil
        }
        if parts[0].hasPrefix("v=") {
            guard let version = UInt32(parts.removeFirst().dropFirst(2)) else { return nil }
            self.version = version
        } else {
            version = 16
        }
        guard parts.count == 3 else { return nil }
        var costs: [Substring: UInt32] = [:]
        for cost in parts[0].split(separator: ",") {
            let pair = cost.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = UInt32(pair[1]) else { return nil }
            costs[pair[0]] = value
        }
        guard let m = costs["m"], let t = costs["t"], let p = costs["p"] else { return nil }
        (memoryCost, timeCost, parallelism) = (m, t, p)
        saltLength = parts[1].utf8.count * 3 / 4
        hashLength = parts[2].utf8.count * 3 / 4
    }
}
