#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// How long sessions live.
public struct SessionPolicy: Sendable {
    /// How long after its last use a session ends, in seconds. Django's SESSION_COOKIE_AGE; two weeks.
    public var age: TimeInterval = 1_209_600

    /// How long after it was made, or after sign-in, a session ends however much it is used, in seconds. 90 days.
    public var maximumAge: TimeInterval = 7_776_000

    /// When a session ends that is used now.
    func expiry(of createdAt: Date, usedAt now: Date) -> Date {
        min(now.addingTimeInterval(age), createdAt.addingTimeInterval(maximumAge))
    }

    /// How old the note of the last use may become before a request writes it anew, in seconds: a tenth of the age,
    /// five minutes at most. Requests in between write nothing.
    public var touchInterval: TimeInterval { min(300, age / 10) }

    /// The time now.
    public var now: @Sendable () -> Date = { Date() }

    /// The defaults.
    public init() {}
}
