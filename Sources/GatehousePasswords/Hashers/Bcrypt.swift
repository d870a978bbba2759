import CGatehouseBcrypt

/// The crypt form of bcrypt, `$2b$12$` and 53 characters: 22 of salt and 31 of hash.
struct Bcrypt {
    /// The most bytes the algorithm takes in. More are refused: cutting them would let others in (CVE-2025-22228).
    static let maximumLength = 72

    /// `2a`, `2b`, `2x` or `2y`; kept as it is.
    let variety: String
    /// log2 of the number of rounds, 4 to 31.
    let cost: Int
    /// 16 bytes.
    let salt: [UInt8]
    /// The 31 characters of the hash; empty in a setting.
    let hash: String

    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    init(cost: Int, salt: [UInt8]) {
        (variety, self.cost, self.salt, hash) = ("2b", cost, salt, "")
    }

    /// Reads a hash of 60 characters, or a setting of 29.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    init(_ text: String) throws {
        let parts = EncodedHash.split(text)
        guard parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2x", "2y"].contains(parts[1]),
            parts[2].utf8.count == 2, let cost = Int(parts[2]), (4...31).contains(cost),
            [22, 53].contains(parts[3].utf8.count), let salt = Self.decode(parts[3].utf8.prefix(22), count: 16)
        else { throw PasswordError(.malformed, "not a bcrypt hash") }
        (variety, self.cost, self.salt) = (parts[1], cost, salt)
        hash = String(decoding: parts[3].utf8.dropFirst(22), as: UTF8.self)
    }

    /// The text up to the hash.
    var setting: String {
        "$\(variety)$\(cost < 10 ? "0" : "")\(cost)$" + Self.encode(salt)
    }

    /// The whole text for a password.
    ///
    /// - Throws: ``PasswordError`` with code `tooLong`.
    func text(for password: [UInt8]) throws -> String {
        guard password.count <= Self.maximumLength else {
            throw PasswordError(.tooLong, "bcrypt takes at most \(Self.maximumLength) bytes of a password")
        }
        // The terminator of a C string belongs to the key, up to the 72 bytes.
        let key = Array((password + [0]).prefix(Self.maximumLength))
        var hash = [UInt8](repeating: 0, count: 23)
        gatehouse_bcrypt(&hash, key, key.count, salt, UInt32(cost))
        return setting + Self.encode(hash)
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 { bits = bits << 8 | (offset < part.count ? UInt32(part[start + offset]) : 0) }
            for index in 0...part.count { text.append(alphabet[Int(bits >> UInt32(18 - 6 * index)) & 63]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text in bcrypt's base64, or nil when it is not exactly what `encode` makes of some bytes.
    private static func decode(_ text: some Collection<UInt8>, count: Int) -> [UInt8]? {
        var bits: UInt32 = 0
        var held = 0
        var bytes: [UInt8] = []
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        let result = Array(bytes.prefix(count))
        return result.count == count && encode(result).utf8.elementsEqual(text) ? result : nil
    }
}
