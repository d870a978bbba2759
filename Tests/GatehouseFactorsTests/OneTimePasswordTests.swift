import Foundation
import Testing

@testable import GatehouseFactors

@Suite("One-time passwords")
struct OneTimePasswordTests {
    private static let secret = Array("12345678901234567890".utf8)

    @Test("TO1: the passwords of RFC 4226, appendix D")
    func hotp() {
        let passwords = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        let oneTime = OneTimePassword(secret: Self.secret)
        #expect(passwords.indices.map { oneTime.password(counter: UInt64($0)) } == passwords)
    }

    @Test(
        "TO1: the passwords of RFC 6238, appendix B",
        arguments: [
            (59.0, "94287082", "46119246", "90693936"), (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"), (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"), (20_000_000_000, "65353130", "77737706", "47863826"),
        ])
    func totp(time: Double, sha1: String, sha256: String, sha512: String) throws {
        // The secrets are as long as the hashes, which the RFC's erratum 2866 says.
        for (algorithm, length, password) in [
            (OneTimePassword.Algorithm.sha1, 20, sha1), (.sha256, 32, sha256), (.sha512, 64, sha512),
        ] {
            let secret = (0..<length).map { Self.secret[$0 % 10] }
            let oneTime = OneTimePassword(secret: secret, algorithm: algorithm, digits: 8)
            let moment = Date(timeIntervalSince1970: time)
            let step = try #require(oneTime.step(at: moment))
            #expect(oneTime.password(step: step) == password)
            #expect(oneTime.matchingStep(password, at: moment) == step)
        }
    }

    @Test("TO3: one step before and one after are let in, no more")
    func window() {
        let oneTime = OneTimePassword(secret: Self.secret)
        let password = oneTime.password(step: 100)
        for (seconds, isIn) in [(2969.9, false), (2970, true), (3000, true), (3059.9, true), (3060, false)] {
            #expect(
                oneTime.matchingStep(password, at: Date(timeIntervalSince1970: seconds)) == (isIn ? 100 : nil),
                "at \(seconds)")
        }
        #expect(oneTime.matchingStep(oneTime.password(step: 0), at: Date(timeIntervalSince1970: 0)) == 0)
        #expect(oneTime.matchingStep(password, at: Date(timeIntervalSince1970: -1)) == nil)
    }

    @Test("what people put between digits does not count; what is not six digits is wrong")
    func typed() {
        let oneTime = OneTimePassword(secret: Self.secret)
        let password = oneTime.password(step: 100)
        let spaced = " \(password.prefix(3)) \(password.suffix(3)) "
        #expect(oneTime.matchingStep(spaced, at: Date(timeIntervalSince1970: 3000)) == 100)
        #expect(
            oneTime.matchingStep("\(password.prefix(3))-\(password.suffix(3))", at: Date(timeIntervalSince1970: 3000))
                == 100)
        for wrong in ["", "0", password + "0", String(password.dropLast()), "aaaaaa", "٧٥٥٢٢٤", "\0\0\0\0\0\0"] {
            #expect(oneTime.matchingStep(wrong, at: Date(timeIntervalSince1970: 3000)) == nil)
        }
    }

    @Test("secrets are written in Base32 as RFC 4648 has it")
    func base32() {
        let vectors = [
            "": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foob": "MZXW6YQ", "fooba": "MZXW6YTB",
            "foobar": "MZXW6YTBOI",
        ]
        for (text, coded) in vectors { #expect(Base32.encode(Array(text.utf8)) == coded) }
        #expect(
            OneTimePassword(secret: Self.secret).groupedSecretText == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
    }

    @Test("the address for apps escapes what is told, and leaves out what apps assume")
    func url() {
        let oneTime = OneTimePassword(secret: Self.secret)
        #expect(
            oneTime.url(issuer: "Ann & Bob: Shop", account: "ada+1@example.com")
                == "otpauth://totp/Ann%20%26%20Bob%20%20Shop:ada%2B1%40example.com"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Ann%20%26%20Bob%20%20Shop")
        let other = OneTimePassword(secret: [0], algorithm: .sha256, digits: 8, period: .seconds(60))
        #expect(other.url(issuer: "A", account: "b").hasSuffix("&algorithm=SHA256&digits=8&period=60"))
    }

    @Test("a secret is not printed")
    func printing() {
        let oneTime = OneTimePassword(secret: Self.secret)
        #expect("\(oneTime) \(String(reflecting: oneTime))".contains("49") == false)
    }
}
