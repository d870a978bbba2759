import Testing

@testable import GatehousePasswords

@Suite("The trait Crypt")
struct CryptTraitTests {
    @Test("a build without crypt(3) knows its strings, and says that it verifies none")
    func withoutCrypt() async throws {
        let passwords = PasswordHashing([InsecureMD5Hasher(), CryptHasher(hasLibrary: false)])
        let encoded = "$5$saltsalt$gOjOtoMpVhru2uyjeJSEc/JaLQWOXMNmlOnj6T4AtC."
        #expect(passwords.identify(encoded) == "crypt")
        let error = await #expect(throws: PasswordError.self) {
            try await passwords.verify("password", PasswordHash(encoded))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message == "this build verifies no strings of crypt(3): it lacks the trait Crypt")
    }
}
