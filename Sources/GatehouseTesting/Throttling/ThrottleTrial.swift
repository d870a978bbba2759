import Foundation
import GatehouseAuth

/// A bucket that no other check uses, and a rule: 3 tries in 10 seconds, blocks of 2 to 7.
struct ThrottleTrial: Sendable {
    static let rule = ThrottleRule(
        "conformance", limit: 3, window: .seconds(10), block: .seconds(2), maximumBlock: .seconds(7))

    let store: any ThrottleStore
    let bucket: String

    init(_ store: any ThrottleStore, bucket: String = "conformance-\(UUID().uuidString)") {
        self.store = store
        self.bucket = bucket
    }

    /// A moment so many seconds after one in the year 2096.
    static func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 4_000_000_000 + seconds) }

    func take(at seconds: Double) async throws -> ThrottleVerdict {
        try await store.take(bucket, Self.rule, at: Self.moment(seconds))
    }

    /// Asks for all tries that there are.
    func fill(at seconds: Double = 0) async throws {
        for number in 1...3 {
            try expect(try await take(at: seconds).isAllowed, "try \(number) of 3 was refused")
        }
    }

    func expectBlock(at seconds: Double, until end: Double) async throws {
        let verdict = try await take(at: seconds)
        try expect(!verdict.isAllowed, "a try was let through that is too many")
        let blockedUntil = try require(verdict.blockedUntil, "it is not said until when others wait")
        let difference = blockedUntil.timeIntervalSince(Self.moment(end))
        try expect(abs(difference) < 0.001, "the block ends \(difference) s after its time")
    }
}
