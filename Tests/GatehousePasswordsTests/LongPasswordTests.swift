import GatehouseMessages
import GatehousePasswords
import GatehouseTesting
import Testing

@Suite("Long passwords")
struct LongPasswordTests {
    /// 116 bytes, and 50 letters of two bytes; made by libxcrypt 4.4.33, which reads 72 bytes as PHP and Devise do.
    private static let cut = [
        (
            String(repeating: "correct horse battery staple ", count: 4),
            "$2y$05$abcdefghijklmnopqrstuuAPw2rNiUMneBUw6xyfpajBSgGuFax4G"
        ),
        (String(repeating: "é", count: 50), "bcrypt$$2b$05$abcdefghijklmnopqrstuu9CyuiEyTnupb4rnoYIlshaDzoYa6ZaS"),
    ]

    @Test("a stored bcrypt hash lets its owner in with the whole password, and is made anew of all of it")
    func bcrypt() async throws {
        let passwords = PasswordHashing(PasswordHashing.allHashers(preferring: Argon2Hasher.forTests))
        for (password, encoded) in Self.cut {
            let verdict = try await passwords.verify(password, encoded)
            #expect(verdict.isCorrect && verdict.needsRehash)
            #expect(try await !passwords.verify("x" + password, encoded).isCorrect)
            let new = try await passwords.hash(password)
            let first72 = String(decoding: password.utf8.prefix(72), as: UTF8.self)
            #expect(try await passwords.verify(password, new).isCorrect)
            #expect(try await !passwords.verify(first72, new).isCorrect)
        }
    }

    @Test("P3: where no hash of the whole can be made, a longer password is not cut")
    func neverCut() async throws {
        let counting = CountingHasher(BcryptHasher.plain(rounds: 4))
        let passwords = PasswordHashing([counting, Argon2Hasher.forTests])
        let password = String(repeating: "x", count: 72)
        let encoded = try await passwords.hash(password)
        #expect(try await !passwords.verify(password + "y", encoded).isCorrect)
        #expect(counting.calls == CountingHasher.Calls(encoded: 2))
    }

    @Test("P4: 4,096 characters are a password whatever their bytes, one more is refused before any work")
    func characters() async throws {
        let counting = CountingHasher(Argon2Hasher.forTests)
        let passwords = PasswordHashing([counting])
        for letter in ["x", "é", "語", "😀"] {
            let longest = String(repeating: letter, count: 4096)
            let encoded = try await passwords.hash(longest)
            #expect(try await passwords.verify(longest, encoded).isCorrect)
            let before = counting.calls
            for work in [{ try await passwords.hash($0).text }, { try await "\(passwords.verify($0, encoded))" }]
                as [(String) async throws -> String]
            {
                let error = await #expect(throws: PasswordError.self) { _ = try await work(longest + letter) }
                #expect(error?.code == .tooLong)
            }
            #expect(counting.calls == before)
            #expect(await PasswordPolicy([]).failures(of: longest).isEmpty)
            #expect(await PasswordPolicy([]).failures(of: longest + letter).map(\.code) == [.passwordTooLong])
        }
    }

    @Test("one grapheme of many scalars is as long as its scalars")
    func grapheme() {
        #expect(PasswordHashing.isTooLong("e" + String(repeating: "\u{301}", count: 4096)))
        #expect(!PasswordHashing.isTooLong("e" + String(repeating: "\u{301}", count: 4095)))
    }
}
