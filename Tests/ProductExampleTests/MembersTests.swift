import GatehouseMessages
import GatehousePasswords
import GatehouseTesting
import Testing

@testable import PasswordsExample

@Suite("The product GatehousePasswords alone")
struct MembersTests {
    private let members = Members(PasswordHashing([Argon2Hasher.forTests, InsecureMD5Hasher()]))

    @Test("a member comes in with the password that the rules let through")
    func joining() async throws {
        #expect(
            try await members.join("ada", password: "password").map(\.code) == [.passwordTooShort, .passwordTooCommon])
        #expect(try await !members.admits("ada", password: "password"))
        #expect(try await members.join("ada", password: "correct horse") == [])
        #expect(try await members.admits("ada", password: "correct horse"))
        #expect(try await !members.admits("ada", password: "correct horses"))
    }

    @Test("a member of another system is rehashed at the first right password")
    func bringing() async throws {
        await members.bring("ben", hash: PasswordHash(try InsecureMD5Hasher().encode(Array("old word".utf8))))
        #expect(try await !members.admits("ben", password: "a word"))
        #expect(await members.algorithm(of: "ben") == "md5")
        #expect(try await members.admits("ben", password: "old word"))
        #expect(await members.algorithm(of: "ben") == "argon2")
        #expect(try await members.admits("ben", password: "old word"))
    }
}
