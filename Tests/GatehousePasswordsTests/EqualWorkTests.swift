import GatehouseMessages
import Testing
import VectorFiles

@testable import GatehousePasswords

@Suite("E1, P7: the work of a refusal")
struct EqualWorkTests {
    @Test("an older PBKDF2 hash and what it lacks are as many iterations as a new one", arguments: [1, 20, 49, 50, 80])
    func iterations(stored: Int) throws {
        let preferred = PBKDF2Hasher(iterations: 50)
        let encoded = try PBKDF2Hasher(iterations: stored).encode(Array("password".utf8))
        #expect(stored + preferred.missingIterations(encoded) == max(50, stored))
    }

    @Test("an older bcrypt hash and what it lacks are as many rounds as a new one", arguments: [4, 5, 6, 7])
    func rounds(stored: Int) throws {
        for make in [BcryptHasher.plain, BcryptHasher.sha256] {
            let encoded = try make(stored).encode(Array("password".utf8))
            let runs = try make(6).missingRuns(encoded) + 1
            #expect(runs << stored == max(1 << 6, 1 << stored))
        }
    }

    @Test("likeness is Python's quick_ratio")
    func ratio() throws {
        for test in try Vectors.cases("validators", "quick_ratio") {
            let left: String = try test.get("a")
            let right: String = try test.get("b")
            let ratio = SimilarityValidator.ratio(Array(left.unicodeScalars), Array(right.unicodeScalars))
            #expect(abs(ratio - (try test.get("quick_ratio"))) < 1e-12, "\(test.id)")
        }
    }

    @Test("help texts are Django's")
    func help() throws {
        for test in try Vectors.cases("validators", "help_texts") {
            let options: [String: Any] = test["options"] ?? [:]
            let validator: any PasswordValidator
            switch try test.get("validator", as: String.self) {
            case "MinimumLengthValidator": validator = MinimumLengthValidator(options["min_length"] as? Int ?? 8)
            case "CommonPasswordValidator": validator = CommonPasswordValidator()
            case "NumericPasswordValidator": validator = NumericValidator()
            default: validator = SimilarityValidator()
            }
            #expect(validator.help?.text == test["help"], "\(test.id)")
        }
    }
}
