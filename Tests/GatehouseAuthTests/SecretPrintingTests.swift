import GatehouseAuth
import GatehousePasswords
import GatehouseSigning
import Testing

@Suite("Printing what holds a secret")
struct SecretPrintingTests {
    /// Every way in which Swift makes text of a value.
    private func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])"]
    }

    @Test("an account shows no hash, whatever its type does")
    func account() {
        let secret = "pbkdf2_sha256$1$salt$canary"
        let user = User(email: "ada@example.com", password: PasswordHash(secret))
        for text in texts(of: user) + texts(of: User?.some(user) as Any) + texts(of: user.password) {
            #expect(!text.contains("canary"), "\(text)")
        }
        #expect("\(user)".contains("<hash>"))
    }

    @Test("neither do keys, the subjects of reset tokens, credentials")
    func others() {
        let subject = PasswordResetTokens.Subject(keyText: "1", password: "canary", lastSignin: nil, email: "")
        let values: [Any] = [
            SecretKeys("canary", fallbacks: ["canary-2"]), subject,
            Credentials(email: "ada@example.com", password: "canary"),
        ]
        for text in values.flatMap(texts) { #expect(!text.contains("canary"), "\(text)") }
    }

    @Test("two hashes are one only when their bytes are")
    func equality() {
        #expect(PasswordHash("x$\u{E9}") != PasswordHash("x$e\u{301}"))
        #expect(PasswordHash("x$y") == PasswordHash("x$y"))
        #expect(Set([PasswordHash("x"), PasswordHash("x"), PasswordHash("y")]).count == 2)
    }
}
