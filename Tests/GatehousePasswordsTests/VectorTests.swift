import Foundation
import GatehouseMessages
import GatehousePasswords
import GatehouseTesting
import Testing
import VectorFiles

/// A hasher that makes the very hash of a vector.
private func encode(_ test: Vectors.Case) throws -> String? {
    let password = try password(of: test)
    let salt: String = try test.get("salt")
    let parameters: [String: Any] = test["params"] ?? [:]
    func number(_ name: String) -> Int { (parameters[name] as? Int) ?? 0 }
    switch try test.get("algorithm", as: String.self) {
    case "pbkdf2_sha256": return try PBKDF2Hasher(iterations: number("iterations")).encode(password, salt: salt)
    case "pbkdf2_sha1":
        return try PBKDF2Hasher(digest: .sha1, iterations: number("iterations")).encode(password, salt: salt)
    case "argon2":
        guard parameters["type"] as? String == "argon2id", number("hash_len") == 32, number("version") == 19 else {
            return nil
        }
        return try Argon2Hasher(
            memoryCost: UInt32(number("m")), timeCost: UInt32(number("t")), parallelism: UInt32(number("p"))
        ).encode(password, salt: Array(salt.utf8))
    case "bcrypt": return try BcryptHasher.plain().encode(password, setting: salt)
    case "bcrypt_sha256": return try BcryptHasher.sha256().encode(password, setting: salt)
    case "scrypt":
        return try ScryptHasher(workFactor: number("n"), blockSize: number("r"), parallelism: number("p"))
            .encode(password, salt: salt)
    case "md5": return try InsecureMD5Hasher().encode(password, salt: salt)
    default: return nil
    }
}

/// The bytes of a vector's password; the longest is given as text only.
private func password(of test: Vectors.Case) throws -> [UInt8] {
    if let hex: String = test["password_utf8_hex"] { return Vectors.bytes(hex: hex) }
    return Array(try test.get("password", as: String.self).utf8)
}

private let hashers = PasswordHashing.allHashers() + [InsecureMD5Hasher()]

private func findHasher(_ encoded: String) -> (any PasswordHasher)? { hashers.first { $0.recognizes(encoded) } }

@Suite("Django's hashes")
struct VectorTests {
    @Test("each is made to the byte, and verified")
    func encoded() throws {
        let cases = try Vectors.cases("hashers", "encode")
        #expect(cases.count == 207)
        for test in cases {
            let encoded: String = try test.get("encoded")
            if let made = try encode(test) { #expect(made == encoded, "\(test.id)") }
            let password = try password(of: test)
            let hasher = try #require(findHasher(encoded), "\(test.id)")
            #expect(try hasher.verify(password, encoded), "\(test.id)")
        }
    }

    /// Where Django raises because Python's OpenSSL gives scrypt 32 MiB only, we verify: ver-057.
    @Test("each verdict is Django's, and what Django cannot read is an error")
    func verified() async throws {
        let passwords = PasswordHashing(hashers)
        for test in try Vectors.cases("hashers", "verify") {
            let encoded: String = try test.get("encoded")
            let password: String = try test.get("password")
            if test["raises", as: String.self] == nil || test.id == "ver-057" {
                let verdict = try await passwords.verify(password, encoded)
                #expect(verdict.isCorrect == (test["ok"] ?? false), "\(test.id)")
            } else if test.id == "ver-058" {
                // More than bcrypt's 72 bytes, and wrong by these as well.
                #expect(try await !passwords.verify(password, encoded).isCorrect)
                #expect(throws: PasswordError.self) {
                    try BcryptHasher.plain().verify(Array(password.utf8), encoded)
                }
            } else {
                let error = await #expect(throws: PasswordError.self, "\(test.id)") {
                    try await passwords.verify(password, encoded)
                }
                #expect(error?.code == .malformed, "\(test.id)")
            }
        }
    }

    @Test("a salt that Django refuses is refused")
    func refusedSalts() throws {
        for test in try Vectors.cases("hashers", "encode_errors") {
            let salt: String = try test.get("salt")
            let password = [UInt8](repeating: UInt8(ascii: "y"), count: test["password_bytes"] ?? 8)
            let make: () throws -> String
            switch try test.get("algorithm", as: String.self) {
            case "pbkdf2_sha256": make = { try PBKDF2Hasher(iterations: 1).encode(password, salt: salt) }
            case "pbkdf2_sha1": make = { try PBKDF2Hasher(digest: .sha1, iterations: 1).encode(password, salt: salt) }
            case "scrypt": make = { try ScryptHasher(workFactor: 16).encode(password, salt: salt) }
            case "md5": make = { try InsecureMD5Hasher().encode(password, salt: salt) }
            case "argon2": make = { try Argon2Hasher.forTests.encode(password, salt: Array(salt.utf8)) }
            case "bcrypt": make = { try BcryptHasher.plain().encode(password, setting: salt) }
            default: make = { try BcryptHasher.sha256().encode(password, setting: salt) }
            }
            if test["encodes"] == true {
                #expect(throws: Never.self, "\(test.id)") { try make() }
            } else {
                #expect(throws: PasswordError.self, "\(test.id)") { try make() }
            }
        }
    }

    @Test("a hash is made anew when Django would, and no refusal is cheaper than Django's")
    func upgrades() async throws {
        for test in try Vectors.cases("hashers", "upgrade_policy") {
            let settings: [String: Any] = try test.get("preferred")
            func number(_ name: String) -> Int { (settings[name] as? Int) ?? 0 }
            let preferred: any PasswordHasher
            switch settings["algorithm"] as? String {
            case "pbkdf2_sha256": preferred = PBKDF2Hasher(iterations: number("iterations"))
            case "pbkdf2_sha1": preferred = PBKDF2Hasher(digest: .sha1, iterations: number("iterations"))
            case "bcrypt": preferred = BcryptHasher.plain(rounds: number("rounds"))
            case "bcrypt_sha256": preferred = BcryptHasher.sha256(rounds: number("rounds"))
            case "scrypt":
                preferred = ScryptHasher(
                    workFactor: number("work_factor"), blockSize: number("block_size"),
                    parallelism: number("parallelism"))
            case "argon2":
                preferred = Argon2Hasher(
                    memoryCost: UInt32(number("memory_cost")), timeCost: UInt32(number("time_cost")),
                    parallelism: UInt32(number("parallelism")))
            default: preferred = InsecureMD5Hasher()
            }
            let counting = CountingHasher(preferred)
            let others = hashers.filter { $0.algorithm != preferred.algorithm }
            let passwords = PasswordHashing([counting] + others)
            let verdict = try await passwords.verify(test.get("password"), test["encoded"].map { PasswordHash($0) })
            #expect(verdict.isCorrect == test["ok"], "\(test.id)")
            #expect(verdict.needsRehash == test["upgrade_called"], "\(test.id)")
            if test["harden_runtime_called"] == true { #expect(counting.calls.hardened == 1, "\(test.id)") }
            if test["dummy_hash_run"] == true { #expect(counting.calls.encoded == 1, "\(test.id)") }
        }
    }

    @Test("summaries show what Django's show")
    func summaries() throws {
        for test in try Vectors.cases("hashers", "safe_summary") {
            let encoded: String = try test.get("encoded")
            let expected: [[Any]] = try test.get("summary")
            let items = try #require(findHasher(encoded)).summary(of: encoded)
            #expect(items.map(\.name) == expected.map { $0[0] as? String })
            #expect(items.map(\.value) == expected.map { "\($0[1])" })
        }
    }

    @Test("unusable passwords are those that Django takes for it")
    func usable() throws {
        for test in try Vectors.cases("hashers", "is_password_usable") {
            let encoded: String = try test.get("encoded")
            #expect(UnusablePassword.isUnusable(PasswordHash(encoded)) != test["usable"], "\(test.id)")
        }
        #expect(UnusablePassword.make().text.utf8.count == 41)
    }

    @Test("the four validators judge as Django's, in Django's words")
    func validators() async throws {
        for test in try Vectors.cases("validators", "password_validators") {
            let options: [String: Any] = test["options"] ?? [:]
            let names = options["user_attributes"] as? [String]
            let validator: any PasswordValidator
            switch try test.get("validator", as: String.self) {
            case "MinimumLengthValidator": validator = MinimumLengthValidator(options["min_length"] as? Int ?? 8)
            case "CommonPasswordValidator": validator = CommonPasswordValidator()
            case "NumericPasswordValidator": validator = NumericValidator()
            default: validator = SimilarityValidator(maximum: options["max_similarity"] as? Double ?? 0.7)
            }
            let failures = await validator.failures(of: try test.get("password"), for: context(test["user"], names))
            #expect(failures.map(\.code.name) == codes(test["errors"]), "\(test.id)")
            #expect(failures.map(\.text) == messages(test["errors"]), "\(test.id)")
        }
        let site = PasswordPolicy([
            SimilarityValidator(), MinimumLengthValidator(), CommonPasswordValidator(), NumericValidator(),
        ])
        for test in try Vectors.cases("validators", "startproject_validators") {
            let password: String = try test.get("password")
            let failures = await site.failures(of: password, for: context(test["user"], nil))
            #expect(failures.map(\.code.name) == codes(test["errors_in_order"]), "\(test.id)")
        }
    }

    private func context(_ user: [String: String]?, _ names: [String]?) -> PasswordContext {
        let labels = [
            ("username", "username"), ("first_name", "first name"), ("last_name", "last name"),
            ("email", "email address"),
        ]
        return PasswordContext(
            attributes: labels.compactMap { field, label in
                guard names?.contains(field) ?? true, let value = user?[field] else { return nil }
                return .init(label, value)
            })
    }

    private func codes(_ errors: [[String: Any]]?) -> [String?] { (errors ?? []).map { $0["code"] as? String } }
    private func messages(_ errors: [[String: Any]]?) -> [String?] { (errors ?? []).map { $0["message"] as? String } }
}
