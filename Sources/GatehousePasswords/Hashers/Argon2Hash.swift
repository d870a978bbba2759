import CLibArgon2

/// The parts of `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Strings of before version 19 have no `v=`, and those of
/// other systems not the first part.
struct Argon2Hash {
    let isDjango: Bool
    let variety: String
    let type: Argon2_type
    let version: UInt32
    let memoryCost: UInt32
    let timeCost: UInt32
    let parallelism: UInt32
    let salt: String
    let hash: String

    /// The salt as Django has it: a text.
    var saltText: String {
        (try? EncodedHash.bytes(unpaddedBase64: salt)).map { String(decoding: $0, as: UTF8.self) } ?? salt
    }
    /// In bytes.
    var saltLength: Int { salt.utf8.count * 3 / 4 }
    /// In bytes.
    var hashLength: Int { hash.utf8.count * 3 / 4 }

    /// - Throws: ``PasswordError`` with code `malformed`.
    init(_ encoded: String) throws {
        let malformed = PasswordError(.malformed, "not an argon2 hash")
        var parts = EncodedHash.split(encoded)
        guard parts.count >= 5 else { throw malformed }
        let first = parts.removeFirst()
        guard first.isEmpty || first == "argon2" else { throw malformed }
        isDjango = !first.isEmpty
        variety = parts.removeFirst()
        switch variety {
        case "argon2id": type = Argon2_id
        case "argon2i": type = Argon2_i
        case "argon2d": type = Argon2_d
        default: throw malformed
        }
        if let text = parts.first, text.hasPrefix("v=") {
            guard let number = UInt32(text.dropFirst(2)) else { throw malformed }
            version = number
            parts.removeFirst()
        } else {
            version = 16
        }
        let costs = EncodedHash.parameters(parts.first ?? "")
        guard parts.count == 3, let m = costs["m"].flatMap({ UInt32(exactly: $0) }),
            let t = costs["t"].flatMap({ UInt32(exactly: $0) }), let p = costs["p"].flatMap({ UInt32(exactly: $0) })
        else { throw malformed }
        (memoryCost, timeCost, parallelism) = (m, t, p)
        (salt, hash) = (parts[1], parts[2])
    }
}
