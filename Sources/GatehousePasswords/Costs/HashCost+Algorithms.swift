/// The rates by which the algorithms' parameters become work: up to three times what a release build takes on one core of
/// an x86-64 server of 2024 (docs/performance.md has the figures), so that slower machines keep the limits, too.
extension HashCost {
    /// PBKDF2 by BoringSSL: two compressions an iteration, and the salt once.
    static func pbkdf2(iterations: Int, saltLength: Int) -> HashCost {
        HashCost(nanoseconds: Double(iterations) * 150 + Double(saltLength) * 2)
    }

    /// bcrypt: 2^cost rounds.
    static func bcrypt(cost: Int) -> HashCost {
        HashCost(memory: 8192, nanoseconds: Self.power(of: cost) * 60_000)
    }

    /// Argon2: each pass fills the memory once. The library starts a thread for each lane of each quarter of a pass.
    static func argon2(memoryCost: UInt32, timeCost: UInt32, parallelism: UInt32) -> HashCost {
        let (m, t, p) = (Double(memoryCost), Double(timeCost), Double(parallelism))
        let threads = parallelism > 1 ? 4 * t * p : 0
        return HashCost(memory: m * 1024, nanoseconds: m * t * 800 + threads * 45_000)
    }

    /// scrypt: N blocks of 128 r bytes, p times. It begins and ends with PBKDF2 over p blocks; the salt is hashed for
    /// each 32 bytes of them.
    static func scrypt(workFactor n: Double, blockSize: Int, parallelism: Int, saltLength: Int) -> HashCost {
        let (r, p) = (Double(blockSize), Double(parallelism))
        return HashCost(
            memory: 128 * r * (n + p + 2),
            nanoseconds: n * r * p * 450 + 4 * r * p * (Double(saltLength) / 64 + 5) * 100)
    }

    /// yescrypt and its relatives: as scrypt, with t more passes over the memory, and 96 KiB of tables for each of p.
    static func yescrypt(workFactor n: Double, blockSize: UInt32, parallelism: UInt32, passes: UInt32) -> HashCost {
        let (r, p, t) = (Double(blockSize), Double(parallelism), Double(passes))
        return HashCost(
            memory: 128 * r * (n + p + 2) + 98_304 * p, nanoseconds: n * r * p * (2 + t) / 2 * 450 + 4 * r * p * 1000)
    }

    /// SHA-2 crypt: each round hashes the password up to twice; the rate is that of the longest one.
    static func shaCrypt(rounds: Int) -> HashCost { HashCost(nanoseconds: Double(rounds) * 3000) }

    /// MD5 crypt has 1000 rounds, at the same rate.
    static let md5Crypt = shaCrypt(rounds: 1000)

    /// 2^exponent, of any size.
    static func power(of exponent: Int) -> Double {
        exponent < 1024 ? Double(sign: .plus, exponent: max(0, exponent), significand: 1) : .infinity
    }
}
