import Foundation
import GatehouseBase
import GatehouseSigning
import Testing
import VectorFiles

private func keys(_ test: Vectors.Case) throws -> SecretKeys {
    SecretKeys(try test.get("key"), fallbacks: test["fallback_keys"] ?? [])
}

@Suite("Django's signatures")
struct SigningVectorTests {
    @Test("salted HMAC")
    func hmac() throws {
        for test in try Vectors.cases("signing", "salted_hmac") {
            let algorithm = try #require(SaltedHMAC.Algorithm(rawValue: test.get("algorithm")))
            let digest = SaltedHMAC.hexCode(
                for: try test.get("value"), salt: try test.get("key_salt"), secret: try test.get("secret"),
                algorithm: algorithm)
            #expect(digest == test["hexdigest"], "\(test.id)")
        }
    }

    @Test("base 62")
    func base62() throws {
        for test in try Vectors.cases("signing", "b62") {
            let number: String = try test.get("n")
            let text: String = try test.get("b62")
            // 2^64 does not fit a time stamp.
            guard let value = Int(number) else {
                #expect(NumberText.number(base62: text) == nil)
                continue
            }
            #expect(NumberText.base62(value) == text)
            #expect(NumberText.number(base62: text) == value)
        }
    }

    @Test("signer, both ways")
    func signer() throws {
        for test in try Vectors.cases("signing", "signer") {
            let algorithm = try #require(SaltedHMAC.Algorithm(rawValue: test.get("algorithm")))
            let signer = try Signer(
                keys: keys(test), salt: test.get("salt"), separator: test.get("sep"), algorithm: algorithm)
            let value: String = try test.get("value")
            #expect(signer.sign(value) == test["signed"], "\(test.id)")
            #expect(try signer.unsign(test.get("signed")).utf8.elementsEqual(value.utf8), "\(test.id)")
        }
    }

    @Test("signer with a time, both ways")
    func timestampSigner() throws {
        for test in try Vectors.cases("signing", "timestamp_signer") {
            let signer = TimestampSigner(keys: try keys(test), salt: try test.get("salt"))
            let now = Date(timeIntervalSince1970: try test.get("now"))
            #expect(signer.sign(try test.get("value"), at: now) == test["signed"], "\(test.id)")
            let value: String = try test.get("value")
            #expect(try signer.unsign(test.get("signed")).utf8.elementsEqual(value.utf8), "\(test.id)")
        }
    }

    @Test("dumps: the JSON to the byte, and the whole where it is not compressed")
    func dumps() throws {
        for test in try Vectors.cases("signing", "dumps") {
            let signed = SignedJSON(keys: try keys(test), salt: try test.get("salt"))
            let value = try #require(JSONValue(try test.get("object_json")), "\(test.id)")
            let now = Date(timeIntervalSince1970: try test.get("now"))
            #expect(value.text == test["serialized"], "\(test.id)")
            let made = signed.dumps(value, compresses: try test.get("compress"), at: now)
            if test["compressed"] == false { #expect(made == test["signed"], "\(test.id)") }
            #expect(made.hasPrefix(".") == test["compressed"], "\(test.id)")
            #expect(try signed.loads(made, at: now).text == value.text, "\(test.id)")
            #expect(try signed.loads(test.get("signed"), at: now).text == value.text, "\(test.id)")
        }
    }

    @Test("loads: every verdict is Django's")
    func loads() throws {
        for test in try Vectors.cases("signing", "loads") {
            let signed = SignedJSON(keys: try keys(test), salt: try test.get("salt"))
            let now = Date(timeIntervalSince1970: try test.get("now"))
            let load = {
                try signed.loads(
                    test.get("signed"), maximumAge: test["max_age"].map { .seconds($0 as Double) }, at: now)
            }
            if test["ok"] == true {
                let value = try load()
                // The file cannot hold NaN and has a text instead.
                if test.id == "load-030" {
                    #expect(value.text == "[NaN,Infinity,-Infinity]")
                } else {
                    #expect(value.text == JSONValue(try test.get("object_json"))?.text, "\(test.id)")
                }
            } else {
                let expected: SigningError
                switch try test.get("error", as: String.self) {
                case "BadSignature": expected = .badSignature
                case "SignatureExpired": expected = .expired
                default: expected = .malformed
                }
                #expect(throws: expected, "\(test.id)") { try load() }
            }
        }
    }

    @Test("separators")
    func separators() throws {
        for test in try Vectors.cases("signing", "separators") {
            let isAllowed = (try? Signer(keys: SecretKeys("k"), separator: test.get("sep"))) != nil
            #expect(isAllowed == test["allowed"], "\(test.id)")
        }
    }

    @Test("signed cookies")
    func cookies() throws {
        for test in try Vectors.cases("signing", "signed_cookies") {
            let cookie = SignedCookie(try test.get("name"), keys: try keys(test), salt: try test.get("salt"))
            let now = Date(timeIntervalSince1970: try test.get("now"))
            #expect(cookie.sign(try test.get("value"), at: now) == test["signed_by_this_django"], "\(test.id)")
            #expect(try cookie.unsign(test.get("signed_by_this_django")) == test["value"], "\(test.id)")
            #expect(throws: SigningError.badSignature) { try cookie.unsign(test.get("legacy_signed")) }
        }
    }

    @Test("hashes under older keys")
    func fallbackHashes() throws {
        let salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        let vectors = try Vectors.object("tokens", "session_auth_fallback_hashes")
        let fallbacks: [String] = try vectors.get("fallbacks")
        let password: String = try vectors.get("password")
        let hashes = fallbacks.map { SaltedHMAC.hexCode(for: password, salt: salt, secret: $0) }
        #expect(hashes == vectors["fallback_hashes"])
    }

    @Test("CSRF tokens: masks and matches")
    func csrf() throws {
        for test in try Vectors.cases("csrf", "mask") {
            #expect(CSRFToken.mask(try test.get("secret"), with: try test.get("mask")) == test["token"], "\(test.id)")
            #expect(CSRFToken.unmask(try test.get("token", as: String.self)) == test["secret"], "\(test.id)")
        }
        for test in try Vectors.cases("csrf", "match") {
            let secret = CSRFToken.unmask(try test.get("request_token", as: String.self))
            #expect((secret == test["cookie_secret"]) == test["match"], "\(test.id)")
        }
        for test in try Vectors.cases("csrf", "format") {
            #expect((CSRFToken.unmask(try test.get("token", as: String.self)) != nil) == test["ok"], "\(test.id)")
        }
    }

    @Test("X2: three boots: an old key still verifies, the new one signs, a retired one is dead")
    func rotation() throws {
        let first = SignedJSON(keys: SecretKeys("first"))
        let second = SignedJSON(keys: SecretKeys("second", fallbacks: ["first"]))
        let third = SignedJSON(keys: SecretKeys("third", fallbacks: ["second"]))
        let old = first.dumps(["a": 1])
        #expect(try second.loads(old) == ["a": 1])
        #expect(try third.loads(second.dumps(["a": 2])) == ["a": 2])
        #expect(throws: SigningError.badSignature) { try third.loads(old) }
    }

    @Test("X1: weak keys are told from good ones")
    func weakness() {
        #expect(SecretKeys.weakness(of: "short") != nil)
        #expect(SecretKeys.weakness(of: String(repeating: "ab", count: 30)) != nil)
        #expect(SecretKeys.weakness(of: "django-insecure-" + RandomText.make(count: 50)) != nil)
        #expect(SecretKeys.weakness(of: RandomText.make(count: 50)) == nil)
    }
}

@Suite("Django's reset tokens")
struct TokenVectorTests {
    private static let secret = SecretKeys("django-insecure-public-vector-key-(0)!@#$%^&*-_=+abcdefghij")

    /// Text such as `2023-11-15T07:13:20.5+09:00`; Django prints what stands before the offset, so the offset is
    /// dropped here.
    private func date(_ text: String?) -> Date? {
        guard let text else { return nil }
        let plain = text.prefix(19)
        let fraction = text.dropFirst(19).prefix { $0 == "." || $0.isNumber }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        return formatter.date(from: String(plain)).map { $0 + (Double("0" + fraction) ?? 0) }
    }

    private func subject(_ test: Vectors.Case) throws -> PasswordResetTokens.Subject {
        let key: String = try test["pk", as: Int.self].map(String.init) ?? test.get("pk")
        return .init(
            keyText: key, password: try test.get("password"), lastSignin: date(test["last_login"]),
            email: test["email"] ?? "")
    }

    @Test("made to the byte")
    func make() throws {
        let tokens = PasswordResetTokens(keys: Self.secret)
        for test in try Vectors.cases("tokens", "make_token") {
            let now = try #require(date(test["now"]))
            #expect(tokens.make(for: try subject(test), at: now) == test["token"], "\(test.id)")
            #expect(AccountKeyText.encode(try subject(test).keyText) == test["uidb64"], "\(test.id)")
        }
    }

    @Test("checked as Django checks")
    func check() throws {
        for test in try Vectors.cases("tokens", "check_token") {
            let tokens = PasswordResetTokens(
                keys: try keys(test), maximumAge: .seconds(try test.get("timeout", as: Int.self)))
            let now = try #require(date(test["now"]))
            #expect(tokens.check(try test.get("token"), for: try subject(test), at: now) == test["valid"], "\(test.id)")
        }
    }

    @Test("the clock is the wall clock of Django's time zone")
    func timeZones() throws {
        for test in try Vectors.cases("tokens", "time_zone_effect") {
            let zone = try #require(TimeZone(identifier: test.get("process_time_zone")))
            let now = Date(timeIntervalSince1970: try test.get("posix_time"))
            let tokens = PasswordResetTokens(keys: Self.secret, timeZone: zone)
            #expect(tokens.make(for: try subject(test), at: now) == test["token"], "\(test.id)")
        }
    }

    @Test("are made for Django's purposes, and live as long")
    func constants() throws {
        let constants = try Vectors.object("tokens", "constants")
        let subject = PasswordResetTokens.Subject(keyText: "1", password: "p", lastSignin: nil, email: "")
        let (tokens, now) = (PasswordResetTokens(keys: Self.secret), Date(timeIntervalSince1970: 1_700_000_000))
        let age: Int = try constants.get("PASSWORD_RESET_TIMEOUT")
        let token = tokens.make(for: subject, at: now)
        #expect(tokens.check(token, for: subject, at: now + Double(age)))
        #expect(!tokens.check(token, for: subject, at: now + Double(age) + 1))
        let seconds = "721692800"  // since 2001
        let code = SaltedHMAC.hexCode(
            for: "1p" + seconds, salt: try constants.get("key_salt"), secret: Self.secret.current)
        let half = String(code.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
        #expect(token.hasSuffix("-" + half) && constants["algorithm"] == "sha256")
        let salt: String = try constants.get("session_hash_key_salt")
        #expect(salt == "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash")
    }

    @Test("the time in a token is read as Django reads it, and no spelling but its own counts")
    func times() throws {
        for test in try Vectors.cases("tokens", "base36_decode") {
            let text: String = try test.get("s")
            let number = test["n", as: String.self].flatMap { UInt($0) }
            // The whole token is compared with one of our own, so that only its own spelling can fit.
            let isOwn = number.map { NumberText.base36($0) } == text
            let subject = PasswordResetTokens.Subject(keyText: "1", password: "p", lastSignin: nil, email: "")
            let tokens = PasswordResetTokens(keys: Self.secret)
            let seconds = number.map { "\($0)" } ?? ""
            let salt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
            let code = SaltedHMAC.hexCode(for: "1p" + seconds, salt: salt, secret: Self.secret.current)
            let half = String(code.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
            let isGood = tokens.check("\(text)-\(half)", for: subject, at: Date(timeIntervalSince1970: 978_307_200))
            let fits = number.map { $0 <= UInt(Int.max) } == true
            #expect(isGood == (isOwn && fits), "\(test.id)")
        }
    }

    @Test("session hashes and base 36")
    func hashes() throws {
        let salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        for test in try Vectors.cases("tokens", "session_auth_hash") {
            let code = SaltedHMAC.hexCode(for: try test.get("password"), salt: salt, secret: try test.get("secret"))
            #expect(code == test["session_auth_hash"], "\(test.id)")
        }
        for test in try Vectors.cases("tokens", "base36") {
            #expect(NumberText.base36(try #require(UInt(test.get("n", as: String.self)))) == test["s"], "\(test.id)")
        }
    }

    @Test("keys in links, read as leniently as Django reads them")
    func keyTexts() throws {
        for test in try Vectors.cases("tokens", "uidb64_encode") {
            let bytes = Vectors.bytes(hex: try test.get("hex"))
            #expect(Base64URL.encode(bytes) == test["uidb64"], "\(test.id)")
        }
        for test in try Vectors.cases("tokens", "uidb64_decode") {
            let expected = test["hex", as: String.self].map { Vectors.bytes(hex: $0) }.flatMap {
                String(validating: $0, as: UTF8.self)
            }
            #expect(AccountKeyText.decode(try test.get("uidb64")) == expected, "\(test.id)")
        }
    }

}
