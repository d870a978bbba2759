import Foundation
import GatehousePasswords
import NIOCore
import NIOPosix

/// Times each hasher, and an event loop beside 500 hashes at a time. Prints one line of JSON for `scripts/bench-hashing`.
@main
struct HashingBenchmark {
    static func main() async throws {
        var seconds: [String: Double] = [:]
        for (name, hasher) in hashers { seconds[name] = try medianTime(of: hasher) }
        let delays = try await delaysOfEventLoop()
        let report: [String: Any] = [
            "seconds": seconds, "cores": ProcessInfo.processInfo.activeProcessorCount,
            "event_loop_delay_ms": [
                "p50": percentile(delays, 0.5), "p99": percentile(delays, 0.99), "max": delays.max() ?? 0,
            ],
        ]
        let data = try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys])
        print(String(decoding: data, as: UTF8.self))
    }

    /// With the parameters that `scripts/bench-hashing` gives Django and the tools in C.
    static var hashers: [(String, any PasswordHasher)] {
        [
            ("argon2", Argon2Hasher.django), ("argon2_owasp", Argon2Hasher()), ("scrypt", ScryptHasher.django),
            ("pbkdf2_sha256", PBKDF2Hasher(iterations: 1_000_000)),
            ("pbkdf2_sha1", PBKDF2Hasher(digest: .sha1, iterations: 1_000_000)),
            ("bcrypt_sha256", BcryptHasher.sha256(rounds: 12)), ("bcrypt", BcryptHasher.plain(rounds: 12)),
        ]
    }

    /// In seconds, of five after one to warm up.
    static func medianTime(of hasher: any PasswordHasher) throws -> Double {
        let password = Array("correct horse battery staple".utf8)
        _ = try hasher.encode(password)
        let times = try (0..<5).map { _ in
            let start = ContinuousClock.now
            _ = try hasher.encode(password)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        return times.sorted()[2]
    }

    /// How late a task on an event loop comes that wants to run every 5 ms, in milliseconds, while 500 passwords are
    /// hashed at once.
    static func delaysOfEventLoop() async throws -> [Double] {
        var limits = HashingExecutor.Limits()
        limits.patience = .seconds(600)
        let passwords = PasswordHashing([Argon2Hasher()], executor: HashingExecutor(limits))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let work = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 { group.addTask { _ = try await passwords.hash("password \(number)") } }
                try await group.waitForAll()
            }
        }
        var delays: [Double] = []
        for _ in 0..<1000 {
            let due = ContinuousClock.now + .milliseconds(5)
            delays.append(
                try await loop.scheduleTask(in: .milliseconds(5)) { (ContinuousClock.now - due) / .milliseconds(1) }
                    .futureResult.get())
        }
        work.cancel()
        _ = try? await work.value
        try await passwords.shutdown()
        return delays
    }

    static func percentile(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
    }
}
