import GatehousePasswords
import GatehouseTesting
import Testing

@Suite("Argon2")
struct Argon2Tests {
    /// Made by Django 6.1.3 with argon2-cffi 25.1.0; the last by a Django from before 3.2.
    @Test(
        "verifies what Django made",
        arguments: [
            "argon2$argon2id$v=19$m=64,t=1,p=1$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0MQ$vTrwNQUSx4mUratAMcdgSpPCjL83CHwhl/47+okKzAE",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0MQ$cTc/rTMpASJqIo2gHSCjiHTpvyUMxM90K6oFQMLtXJs",
            "argon2$argon2i$v=19$m=512,t=2,p=2$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0MQ$2iiBA0JW4BoyMU0WNBfnKQ",
        ])
    func django(encoded: String) async throws {
        let passwords = PasswordHashing([Argon2Hasher.forTests])
        #expect(try await passwords.verify("password", encoded).isCorrect)
        #expect(try await !passwords.verify("Password", encoded).isCorrect)
    }

    @Test("P2, P3: any text is a password, and every byte of it counts")
    func everyByte() async throws {
        let passwords = PasswordHashing([Argon2Hasher.forTests])
        let long = String(repeating: "é", count: 100)
        for (right, wrong) in [(long + "a", long + "b"), ("a\u{0}b", "a\u{0}c"), ("\u{E9}", "e\u{301}")] {
            let encoded = try await passwords.hash(right)
            #expect(try await passwords.verify(right, encoded).isCorrect)
            #expect(try await !passwords.verify(wrong, encoded).isCorrect)
        }
    }

    @Test("P6: the default takes OWASP's memory and passes")
    func parameters() throws {
        #expect(try Argon2Hasher().encode(Array("x".utf8)).hasPrefix("argon2$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    @Test("P7: a hash of other parameters is right, and to be made anew")
    func rehash() async throws {
        let old = try await PasswordHashing([Argon2Hasher.forTests]).hash("password")
        let verdict = try await PasswordHashing([Argon2Hasher(memoryCost: 128, timeCost: 1)]).verify("password", old)
        #expect(verdict.isCorrect && verdict.needsRehash)
        let wrong = try await PasswordHashing([Argon2Hasher(memoryCost: 128, timeCost: 1)]).verify("wrong", old)
        #expect(!wrong.isCorrect && !wrong.needsRehash)
    }

    @Test("a hash that cannot be read is an error", arguments: ["argon2$", "argon2$argon2id$v=19$m=1$a$b", "argon2"])
    func malformed(encoded: String) async throws {
        let error = await #expect(throws: PasswordError.self) {
            try await PasswordHashing([Argon2Hasher.forTests]).verify("password", encoded)
        }
        #expect(error?.code == .malformed)
    }

    @Test("a text of no known algorithm lets nobody in", arguments: ["x", "!", "", "bcrypt$$2b$04$abc", "argon3$x"])
    func unknown(encoded: String) async throws {
        #expect(try await !PasswordHashing([Argon2Hasher.forTests]).verify("password", encoded).isCorrect)
    }
}
