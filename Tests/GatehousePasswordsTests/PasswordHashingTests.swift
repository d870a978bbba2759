import Foundation
import GatehousePasswords
import GatehouseTesting
import Synchronization
import Testing

@Suite("Hashing passwords")
struct PasswordHashingTests {
    @Test("E1, P7: unknown, unusable, unreadable and outdated cost one new hash or its missing part")
    func equalWork() async throws {
        let preferred = PBKDF2Hasher(iterations: 50)
        let outdated = try PBKDF2Hasher(iterations: 20).encode(Array("password".utf8))
        let other = try InsecureMD5Hasher().encode(Array("password".utf8))
        let current = try preferred.encode(Array("password".utf8))
        for (encoded, expected) in [
            (nil, CountingHasher.Calls(encoded: 1)), (UnusablePassword.make().text, CountingHasher.Calls(encoded: 1)),
            ("nonsense", CountingHasher.Calls(encoded: 1)), (other, CountingHasher.Calls(encoded: 1)),
            (current, CountingHasher.Calls(verified: 1, hardened: 1)),
            (outdated, CountingHasher.Calls(verified: 1, hardened: 1)),
        ] as [(String?, CountingHasher.Calls)] {
            let counting = CountingHasher(preferred)
            let passwords = PasswordHashing([counting, InsecureMD5Hasher()])
            #expect(try await !passwords.verify("wrong", encoded.map { PasswordHash($0) }).isCorrect)
            #expect(counting.calls == expected, "\(encoded ?? "nil")")
        }
    }

    @Test("beside Django a setting keeps hashes as they are")
    func noRehash() async throws {
        let outdated = try PBKDF2Hasher(iterations: 20).encode(Array("password".utf8))
        let passwords = PasswordHashing([PBKDF2Hasher(iterations: 50)], rehashes: false)
        let verdict = try await passwords.verify("password", outdated)
        #expect(verdict.isCorrect && !verdict.needsRehash)
        #expect(passwords.needsRehash(outdated))
    }

    /// Made for "password" by Python's hashlib and crypt, in the forms of passlib, PHC, Devise and Laravel.
    @Test(
        "hashes of other systems let their users in",
        arguments: [
            "$pbkdf2-sha256$6400$.//.c2FsdHNhbHRzYWx0IQ$AQl6v4lV6tECc6BVxa/F6yuiLH7OD7u4WNjEePThQhA",
            "$scrypt$ln=10,r=8,p=1$+//+c2FsdHNhbHRzYWx0IQ$K03Tt69V1SGtHCYj8qLX1pXoOZpMGOJdBFVcedgGqgA",
            "$argon2id$v=19$m=64,t=1,p=1$c2Vhc2FsdHNlYXNhbHRzZWFzYWx0MQ$vTrwNQUSx4mUratAMcdgSpPCjL83CHwhl/47+okKzAE",
            "$2b$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu",
            "$2y$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu",
            "$2a$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu",
        ])
    func foreign(encoded: String) async throws {
        let passwords = PasswordHashing(PasswordHashing.allHashers(preferring: InsecureMD5Hasher()))
        let right = try await passwords.verify("password", encoded)
        let wrong = try await passwords.verify("Password", encoded)
        #expect(right.isCorrect && right.needsRehash)
        #expect(!wrong.isCorrect)
    }

    @Test("S9: no more hashes run than memory allows, and one too many is refused")
    func bounds() async throws {
        let running = Running()
        var limits = HashingExecutor.Limits()
        limits.threads = 4
        limits.memory = 2 << 20
        limits.maximumWaiting = 6
        limits.patience = .seconds(60)
        let passwords = PasswordHashing([SlowHasher(running: running)], executor: HashingExecutor(limits))
        let outcomes = await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do {
                        _ = try await passwords.hash("x")
                        return true
                    } catch let error as PasswordError where error.code == .overloaded {
                        return false
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(!outcomes.contains(nil))
        #expect(outcomes.contains(true) && outcomes.contains(false))
        #expect(running.most <= 2)
    }

    @Test("R18: no more sign-ins are begun than can be hashed in time, and one that ended makes room")
    func beginnings() throws {
        var limits = HashingExecutor.Limits()
        (limits.threads, limits.maximumWaiting) = (1, 2)
        let passwords = PasswordHashing(executor: HashingExecutor(limits))
        let places = try (0..<3).map { _ in try passwords.begin() }
        for _ in 0..<2 {
            let error = #expect(throws: PasswordError.self) { _ = try passwords.begin() }
            #expect(error?.code == .overloaded)
        }
        places[0].leave()
        _ = try passwords.begin()
        #expect(throws: PasswordError.self) { _ = try passwords.begin() }
    }

    final class Running: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }
        func enter() {
            state.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func leave() { state.withLock { $0.now -= 1 } }
    }

    /// Takes 1 MiB and a while, by its own account.
    struct SlowHasher: PasswordHasher {
        let running: Running
        let algorithm = "slow"
        var cost: HashCost { HashCost(memory: (1 << 20) - 1024) }
        func encode(_ password: [UInt8]) throws -> String {
            running.enter()
            defer { running.leave() }
            return try PBKDF2Hasher(iterations: 20_000).encode(password)
        }
        func verify(_ password: [UInt8], _ encoded: String) -> Bool { false }
        func needsRehash(_ encoded: String) -> Bool { false }
        func summary(of encoded: String) -> [PasswordSummaryItem] { [] }
    }

    @Test("scrypt with wide blocks and one lane, which the library cannot do, is an error like any unreadable hash")
    func wideBlocks() async throws {
        let encoded = "scrypt$1024$salt$32$1$aGFzaA=="
        let error = await #expect(throws: PasswordError.self) {
            try await PasswordHashing([ScryptHasher(workFactor: 16)]).verify("password", encoded)
        }
        #expect(error?.code == .malformed)
    }

    @Test("the strings of crypt(3) are verified by the system's own library")
    func crypt() async throws {
        let passwords = PasswordHashing(PasswordHashing.allHashers(preferring: InsecureMD5Hasher()))
        // Made by libxcrypt 4.4.33's crypt() for "password".
        for encoded in [
            "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
            "$5$saltsalt$gOjOtoMpVhru2uyjeJSEc/JaLQWOXMNmlOnj6T4AtC.",
            "$y$j9T$saltsaltsalt$WJhblAc/BKcuw1LHqgcyvlsjC8J4ha9Wl82.5/aQSy8",
            "$gy$j75$saltsaltsalt$m8B0Q0bAU13sBAVldtVgULUUXp1rIc33fFwIOWwgJHA",
            "$7$8./..../....saltsalt$9t74zFJ1zpROz8eFN5kg.28QDr9A6UYDrWPRewxFkp.",
            "$5$rounds=1000$saltsalt$azOwbpkvuuBKkE82dQPwTsQE8JyT9Fflpr9aKid3aT9",
            "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
        ] {
            let right = try await passwords.verify("password", encoded)
            let wrong = try await passwords.verify("passwor", encoded)
            let longer = try await passwords.verify("password\u{0}x", encoded)
            #expect(right.isCorrect && right.needsRehash, "\(encoded)")
            #expect(!wrong.isCorrect && !longer.isCorrect)
        }
        await #expect(throws: PasswordError.self) { try await passwords.verify("x", "$y$broken") }
    }
}
