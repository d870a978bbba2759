import Crypto
import Foundation
import GatehouseMessages
import GatehousePasswords
import Testing
import VectorFiles

/// `defaults` of `Tests/Vectors/hashers.json`, `common_password_list` and `help_text_html` of `validators.json`.
@Suite("Django's defaults for passwords")
struct DjangoDefaultTests {
    private let defaults: Vectors.Case

    init() throws { defaults = try Vectors.object("hashers", "defaults") }

    @Test("hashers that are chosen without parameters have Django's; Argon2 has those of OWASP, which take less memory")
    func parameters() throws {
        #expect(PBKDF2Hasher().iterations == defaults["pbkdf2_iterations"])
        #expect(BcryptHasher.sha256().rounds == defaults["bcrypt_rounds"])
        let scrypt = ScryptHasher()
        #expect([scrypt.workFactor, scrypt.blockSize, scrypt.parallelism] == defaults["scrypt"])
        let argon2: [UInt32] = try defaults.get("argon2", as: [Int].self).map { UInt32($0) }
        let theirs = Argon2Hasher(memoryCost: argon2[0], timeCost: argon2[1], parallelism: argon2[2])
        #expect(Argon2Hasher().cost.memory < theirs.cost.memory)
    }

    @Test("salts and unusable passwords are as long as Django's, of the same characters")
    func texts() throws {
        let alphabet = Set(try defaults.get("random_salt_alphabet", as: String.self))
        let length: Int = try defaults.get("random_salt_length")
        for hasher in [PBKDF2Hasher(iterations: 2), ScryptHasher(workFactor: 16)] as [any PasswordHasher] {
            let salt = try hasher.encode(Array("password".utf8)).split(separator: "$")[2]
            #expect(salt.count == length && alphabet.isSuperset(of: salt))
        }
        let unusable = UnusablePassword.make().text
        #expect(unusable.hasPrefix(try defaults.get("unusable_prefix")))
        #expect(unusable.count == (try defaults.get("unusable_random_length", as: Int.self)) + 1)
        #expect(alphabet.isSuperset(of: unusable.dropFirst()))
    }

    @Test("the list of common passwords is Django's, to the byte")
    func commonPasswords() throws {
        let expected = try Vectors.object("validators", "common_password_list")
        #expect(CommonPasswordValidator().count == expected["distinct_stripped"])
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/GatehousePasswords/Resources/common-passwords.txt")
        let digest = SHA256.hash(data: try Data(contentsOf: file)).map { String(format: "%02x", $0) }.joined()
        #expect(digest == expected["sha256_of_uncompressed"])
    }

    @Test("a list of what a password must keep says what Django's says, in its order")
    func help() throws {
        let ours = PasswordPolicy().validators.prefix(4).compactMap { $0.help?.text }
        let html = "<ul>" + ours.map { "<li>\($0)</li>" }.joined() + "</ul>"
        #expect(try Vectors.value("validators", "help_text_html") == html)
    }
}
