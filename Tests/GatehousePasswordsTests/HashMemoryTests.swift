import Testing

@testable import GatehousePasswords

@Suite("The memory of argon2")
struct HashMemoryTests {
    /// In KiB; no other test takes so much.
    private static let cost: UInt32 = 8_216

    @Test("is kept from one hash for the next, and given back when no password was hashed for a while")
    func memory() async throws {
        var limits = HashingExecutor.Limits()
        limits.threads = 1
        limits.memoryRetention = .milliseconds(300)
        let hasher = Argon2Hasher(memoryCost: Self.cost, timeCost: 1)
        let passwords = PasswordHashing([hasher], executor: HashingExecutor(limits))
        var mostKept = 0
        for number in 0..<4 {
            let encoded = try await passwords.hash("horse \(number)")
            mostKept = max(mostKept, HashMemory.count(of: Int(Self.cost) * 1024))
            #expect(try await passwords.verify("horse \(number)", encoded).isCorrect)
            #expect(try await !passwords.verify("another", encoded).isCorrect)
        }
        #expect(mostKept == 1)
        let deadline = ContinuousClock.now + .seconds(60)
        while HashMemory.count(of: Int(Self.cost) * 1024) > 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(HashMemory.count(of: Int(Self.cost) * 1024) == 0)
        try await passwords.shutdown()
    }
}
