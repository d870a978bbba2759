import GatehousePasswords
import Testing

@Suite("The length of our hashes")
struct HashLengthTests {
    /// The largest parameters that the limits of a stored hash let through, or more.
    @Test("fits the 128 characters of Django's column, by each hasher and with the dearest parameters")
    func fits() throws {
        let hashers: [any PasswordHasher] =
            PasswordHashing.allHashers().filter { $0.algorithm != "crypt" } + [
                PBKDF2Hasher(iterations: 26_000_000), ScryptHasher(workFactor: 2, blockSize: 16, parallelism: 100),
                ScryptHasher(workFactor: 1 << 17, blockSize: 8, parallelism: 1),
                Argon2Hasher(memoryCost: 1024, timeCost: 1000, parallelism: 64), InsecureMD5Hasher(),
            ]
        for hasher in hashers where hasher.cost.work < .seconds(2) {
            let encoded = try hasher.encode(Array("password".utf8))
            #expect(encoded.utf8.count <= 128, "\(encoded)")
            #expect(try hasher.verify(Array("password".utf8), encoded))
        }
    }

    @Test("scrypt's default takes memory that Python's library gives, and 128 characters")
    func scrypt() throws {
        let hasher = ScryptHasher()
        #expect(hasher.cost.memory < 32 << 20)
        #expect(try hasher.encode(Array("password".utf8)).utf8.count == 128)
    }
}
