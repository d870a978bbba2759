public import Foundation

/// Where tries are counted.
public protocol ThrottleStore: Sendable {
    /// Asks for a try in a bucket, in one step that nobody else can come between.
    ///
    /// - Parameter bucket: what is counted together, any text without secrets in it.
    /// - Returns: whether the try is let through, and until when others wait.
    /// - Throws: when the store fails; the try is not let through then.
    func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict

    /// Takes the last try of a bucket back: it was no guess. A block stays.
    func giveBack(_ bucket: String) async throws

    /// Forgets the tries of a bucket.
    func clear(_ bucket: String) async throws

    /// What a right password takes back: all tries of some buckets, and the last of others.
    ///
    /// Without one of its own a store does one after the other.
    func settle(clearing cleared: [String], givingBackTo givenBack: [String]) async throws
}

extension ThrottleStore {
    /// Clears and gives back one bucket after the other. A store that can do it in one step has a method of its own.
    ///
    /// - Throws: what the store throws at the first bucket that fails; the others stay as they are.
    public func settle(clearing cleared: [String], givingBackTo givenBack: [String]) async throws {
        for bucket in cleared { try await clear(bucket) }
        for bucket in givenBack { try await giveBack(bucket) }
    }
}

/// What became of asking for a try.
public struct ThrottleVerdict: Sendable, Hashable {
    /// Whether it is let through.
    public let isAllowed: Bool
    /// Until when nothing is let through; nil when something is.
    public let blockedUntil: Date?

    /// A verdict.
    public init(isAllowed: Bool, blockedUntil: Date?) {
        self.isAllowed = isAllowed
        self.blockedUntil = blockedUntil
    }
}
