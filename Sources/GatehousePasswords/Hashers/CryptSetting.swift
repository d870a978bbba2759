/// The parameters of a string of crypt(3), read as libxcrypt reads them.
struct CryptSetting {
    /// The text between the first two `$`.
    let method: String
    let cost: HashCost

    /// - Throws: ``PasswordError`` with code `malformed`.
    init(_ encoded: String) throws {
        let parts = EncodedHash.split(encoded)
        guard parts.count >= 4, parts[0].isEmpty else { throw Self.malformed }
        method = parts[1]
        switch method {
        case "1": cost = .md5Crypt
        case "5", "6": cost = .shaCrypt(rounds: try Self.rounds(parts[2]))
        case "7": cost = try Self.scrypt(parts[2], saltLength: encoded.utf8.count)
        case "y", "gy": cost = try Self.yescrypt(parts[2])
        default: throw Self.malformed
        }
    }

    private static var malformed: PasswordError { PasswordError(.malformed, "not a crypt string") }

    /// `rounds=…`, or a salt; 5000 rounds where there are none.
    private static func rounds(_ text: String) throws -> Int {
        guard text.utf8.starts(with: "rounds=".utf8) else { return 5000 }
        guard let rounds = UInt64(String(decoding: text.utf8.dropFirst(7), as: UTF8.self)), rounds > 0 else {
            throw malformed
        }
        return Int(clamping: rounds)
    }

    /// `$7$`: a digit for log2 N, and five each for r and p, the lowest first; the salt follows at once.
    private static func scrypt(_ text: String, saltLength: Int) throws -> HashCost {
        var digits = CryptDigits(text)
        guard let log = digits.next(), (1...63).contains(log), let r = digits.fixed(), r > 0,
            let p = digits.fixed(), p > 0
        else { throw malformed }
        return .scrypt(
            workFactor: HashCost.power(of: Int(log)), blockSize: Int(r), parallelism: Int(p), saltLength: saltLength)
    }

    /// `$y$` and `$gy$`: flavour, log2 N and r, then what else there is by the bits of a fourth number: p, t, and two
    /// that need what no system has.
    private static func yescrypt(_ text: String) throws -> HashCost {
        var digits = CryptDigits(text)
        guard digits.number(from: 0) != nil, let log = digits.number(from: 1), log <= 63,
            let r = digits.number(from: 1)
        else { throw malformed }
        var (p, t): (UInt32, UInt32) = (1, 0)
        if !digits.isAtEnd {
            guard let extras = digits.number(from: 1), extras < 4 else { throw malformed }
            if extras & 1 != 0 {
                guard let value = digits.number(from: 2) else { throw malformed }
                p = value
            }
            if extras & 2 != 0 {
                guard let value = digits.number(from: 1) else { throw malformed }
                t = value
            }
        }
        guard digits.isAtEnd else { throw malformed }
        return .yescrypt(workFactor: HashCost.power(of: Int(log)), blockSize: r, parallelism: p, passes: t)
    }
}
