import GatehouseMessages
import GatehousePasswords
import Testing
import VectorFiles

/// The page's side of the same vectors is in Tests/browser/test_strength.py.
@Suite("The strength of a password")
struct StrengthTests {
    @Test("is what the pages say, to the tenth of a bit")
    func vectors() throws {
        let cases = try Vectors.cases("strength", "passwords")
        #expect(cases.count == 293)
        for test in cases {
            let own: [String] = try test.get("own")
            let context = PasswordContext(
                attributes: own.dropLast().map { .init("", $0) }, words: own.last.map { [$0] } ?? [])
            let strength = PasswordStrength(of: try test.get("password"), for: context)
            #expect(strength.tenthsOfBits == test["tenths"], "\(test.id)")
            #expect(strength.level.rawValue == test["level"], "\(test.id)")
        }
    }

    @Test("P5: decorated words and runs of digits are weak, eight characters by chance are not")
    func levels() {
        for (password, level) in [
            ("Password123!", PasswordStrength.Level.weak), ("123456789987654321", .weak), ("1qaz2wsx", .weak),
            ("24.12.1987", .weak), ("kV9#xQ2m", .fair), ("correct horse battery staple", .strong),
        ] { #expect(PasswordStrength(of: password).level == level, "\(password)") }
        let ada = PasswordContext(attributes: [.init("last name", "Lovelace")], words: ["Gatehouse"])
        #expect(PasswordStrength(of: "Lovelace-1815-gatehouse", for: ada).level == .weak)
    }

    @Test("no length makes it slow")
    func bounded() {
        let clock = ContinuousClock()
        for text in ["x", "ab", "password", "1qaz", "\u{1F600}"] {
            let took = clock.measure { _ = PasswordStrength(of: String(repeating: text, count: 4096)) }
            #expect(took < .seconds(2), "\(text)")
        }
    }

    @Test("a site can refuse what the meter calls weak")
    func validator() async {
        let policy = PasswordPolicy([StrengthValidator()])
        #expect(await policy.failures(of: "Password123!").map(\.code.name) == ["password_too_weak"])
        #expect(await policy.failures(of: "kV9#xQ2m").isEmpty)
        #expect(await !PasswordPolicy([StrengthValidator(.strong)]).failures(of: "kV9#xQ2m").isEmpty)
    }
}
