import Testing

@testable import GatehousePasswords

/// Asked for by a hash, and more than any site makes.
private let forged = [
    // N, r and p of scrypt, in Django's form and as a PHC string, each alone and together.
    "scrypt$1099511627776$salt$8$1$xx", "scrypt$16$salt$9223372036854775807$2$xx", "scrypt$2$salt$1$67108864$xx",
    "scrypt$16384$salt$8$1000$xx", "scrypt$1048576$salt$8$1$xx", "scrypt$2$salt$1048576$8$xx",
    "$scrypt$ln=40,r=8,p=1$c2FsdA$aGFzaGhhc2hoYXNoaGFzaA", "$scrypt$ln=14,r=8,p=1000$c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
    // m, t and p of argon2; small memory with many passes, and lanes that cost a thread each.
    "argon2$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    "argon2$argon2id$v=19$m=524288,t=1000,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    "argon2$argon2id$v=19$m=8,t=4294967295,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    "argon2$argon2id$v=19$m=512,t=9000,p=64$c2FsdHNhbHQ$aGFzaGhhc2g",
    "$argon2i$v=19$m=2097152,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    // Iterations.
    "pbkdf2_sha256$100000000$salt$hash", "pbkdf2_sha1$999999999999$salt$hash",
    "$pbkdf2-sha256$100000000$c2FsdA$aGFzaA", "$pbkdf2-sha256$i=100000000$c2FsdA$aGFzaA",
    // Rounds of bcrypt, in all its forms.
    "$2b$31$abcdefghijklmnopqrstuuG29KuyeAicPCJODk1zjyGvyQUU2awu.", "$2y$17$abcdefghijklmnopqrstuu",
    "bcrypt$$2b$20$abcdefghijklmnopqrstuu", "bcrypt_sha256$$2b$31$abcdefghijklmnopqrstuu",
    // crypt(3): N, r, p, t and rounds.
    "$7$C6.......E.SodiumChloride$xx", "$7$C6.....6...SodiumChloride$xx", "$7$C.6.../....SodiumChloride$xx",
    "$7$z6..../....SodiumChloride$xx", "$y$jCp.$saltsaltsalt$xx", "$y$jZT$saltsaltsalt$xx",
    "$gy$jZT$saltsaltsalt$xx", "$y$j9T.zzzzzz$saltsaltsalt$xx", "$y$j9T/zzzzzz$saltsaltsalt$xx",
    "$6$rounds=999999999$saltsalt$hash", "$5$rounds=999999999$saltsalt$hash",
    "$6$rounds=18446744073709551615$saltsalt$hash",
]

@Suite("P9: what a stored hash may cost")
struct HashCostTests {
    @Test("a hash that asks for too much memory or work is refused before any of it is done", arguments: forged)
    func refused(encoded: String) async throws {
        let passwords = PasswordHashing(PasswordHashing.allHashers(preferring: InsecureMD5Hasher()))
        let error = await #expect(throws: PasswordError.self) { try await passwords.verify("password", encoded) }
        #expect(error?.code == .tooCostly && error?.message == "this hash costs too much")
        #expect(passwords.isTooCostly(encoded))
        try await passwords.shutdown()
    }

    @Test("all of them together are refused within 10 ms each")
    func quick() {
        let passwords = PasswordHashing()
        let took = ContinuousClock().measure { for encoded in forged { _ = passwords.isTooCostly(encoded) } }
        #expect(took < .milliseconds(10) * forged.count)
    }

    @Test(
        "what Django, its stronger sites and other systems make is within",
        arguments: [
            "pbkdf2_sha256$1000000$salt$hash", "pbkdf2_sha256$1500000$salt$hash", "pbkdf2_sha256$10000000$salt$hash",
            "scrypt$16384$salt$8$5$xx", "scrypt$131072$salt$8$1$xx", "scrypt$131072$salt$8$5$xx",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$aGFzaGhhc2g",
            "argon2$argon2id$v=19$m=524288,t=8,p=8$c2FsdHNhbHQ$aGFzaGhhc2g",
            "$argon2id$v=19$m=262144,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", "$2y$16$abcdefghijklmnopqrstuu",
            "bcrypt_sha256$$2b$14$abcdefghijklmnopqrstuu", "$7$C6..../....SodiumChloride$xx",
            "$y$j9T$saltsaltsalt$xx", "$gy$j9T$saltsaltsalt$xx", "$y$jBT$saltsaltsalt$xx",
            "$6$rounds=656000$saltsalt$hash", "$6$saltsalt$hash", "$5$rounds=535000$saltsalt$hash", "$1$saltsalt$hash",
        ])
    func allowed(encoded: String) { #expect(!PasswordHashing().isTooCostly(encoded)) }

    @Test("the parameters of crypt(3) are read as its library reads them")
    func crypt() throws {
        let expected: [(String, HashCost)] = [
            (
                "$7$C6..../....SodiumChloride$xx",
                .scrypt(workFactor: 16384, blockSize: 8, parallelism: 1, saltLength: 31)
            ),
            ("$y$j9T$salt$xx", .yescrypt(workFactor: 4096, blockSize: 32, parallelism: 1, passes: 0)),
            ("$gy$j75$salt$xx", .yescrypt(workFactor: 1024, blockSize: 8, parallelism: 1, passes: 0)),
            ("$y$jCp.$salt$xx", .yescrypt(workFactor: 32768, blockSize: 369, parallelism: 1, passes: 0)),
            ("$y$j9T./$salt$xx", .yescrypt(workFactor: 4096, blockSize: 32, parallelism: 3, passes: 0)),
        ]
        for (encoded, cost) in expected {
            #expect(try CryptSetting(encoded).cost == cost, "\(encoded)")
        }
    }

    @Test("a string of crypt(3) that its library cannot read is malformed, whatever it asks for")
    func malformed() {
        for encoded in [
            "$y$", "$y$broken", "$y$j$salt$xx", "$y$j9T.$salt$xx", "$7$C6...$salt$xx", "$7$.6..../....salt$xx",
            "$7$C...../....salt$xx", "$6$rounds=x$salt$xx", "$5$rounds=0$salt$xx", "$y$j9T1..$salt$xx", "$1$",
        ] {
            let error = #expect(throws: PasswordError.self, "\(encoded)") { try CryptHasher().cost(of: encoded) }
            #expect(error?.code == .malformed, "\(encoded)")
        }
    }

    @Test("a salt that makes a short hash long work is refused with its hash")
    func longSalt() async {
        let encoded = "scrypt$2$" + String(repeating: "s", count: 100_000) + "$1024$16$xx"
        let error = await #expect(throws: PasswordError.self) {
            try await PasswordHashing().verify("password", encoded)
        }
        #expect(error?.code == .malformed)
    }

    @Test("a site sets its own bounds, and what its own hashers make is always within")
    func settings() throws {
        var limits = HashLimits()
        limits.work = .milliseconds(100)
        limits.memory = 32 << 20
        let strict = PasswordHashing([PBKDF2Hasher(iterations: 3_000_000), ScryptHasher()], limits: limits)
        #expect(!strict.isTooCostly("pbkdf2_sha256$3000000$\(String(repeating: "s", count: 22))$hash"))
        #expect(strict.isTooCostly("pbkdf2_sha256$4000000$\(String(repeating: "s", count: 22))$hash"))
        #expect(strict.isTooCostly("scrypt$1048576$salt$8$1$xx"))
    }

    @Test(
        "no algorithm of crypt(3) without bounds is known at all",
        arguments: [
            "_J9..saltabcdefghijk", "saeL1cR.TtBdY", "$md5,rounds=4294967295$salt$$xx", "$sha1$4294967295$salt$xx",
            "$3$$xx",
        ])
    func unknown(encoded: String) async throws {
        #expect(try await !PasswordHashing([InsecureMD5Hasher(), CryptHasher()]).verify("password", encoded).isCorrect)
    }
}
