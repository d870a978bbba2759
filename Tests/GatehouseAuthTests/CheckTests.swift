import GatehouseAuth
import GatehouseDocuments
import GatehousePasswords
import GatehouseTesting
import Testing

@Suite("Looking for accounts that cannot sign in")
struct CheckTests {
    @Test("hashes that cost too much or cannot be read are named with their accounts, and documents that do not fit")
    func check() async throws {
        let site = Site()
        let stored = [
            "ada": nil, "unusable": UnusablePassword.make(), "unknown": PasswordHash("sha1$salt$hash"),
            "costly": PasswordHash("pbkdf2_sha256$100000000$salt$hash"), "broken": PasswordHash("argon2$nonsense"),
        ]
        for (name, hash) in stored.sorted(by: { $0.key < $1.key }) {
            _ = try await site.add("\(name)@example.com") { if let hash { $0.password = hash } }
        }
        var (unreadable, faults) = ([String](), [String: PasswordError.Code]())
        let count = try await site.accounts().check(
            unreadable: { unreadable += $0.fields }, unverifiable: { faults[$0.email] = $1.code })
        #expect(count == 5 && unreadable.isEmpty)
        #expect(faults == ["costly@example.com": .tooCostly, "broken@example.com": .malformed])
    }
}
