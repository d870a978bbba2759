import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// How long sessions live.
public struct SessionPolicy: Sendable {
    /// How long after its last use a session ends; more than zero, and at most ``longestAge``. Django's
    /// SESSION_COOKIE_AGE; two weeks.
    public var age = Duration.seconds(1_209_600)

    /// How long after it was made, or after sign-in, a session ends however much it is used; more than zero, and at most
    /// ``longestAge``. 90 days.
    public var maximumAge = Duration.seconds(7_776_000)

    /// The longest age that a session may have: 100 years of 365 days. A site that sets a longer one does not start.
    public static let longestAge = Duration.seconds(3_153_600_000)

    /// Whether browsers forget sessions when they close. Django's SESSION_EXPIRE_AT_BROWSER_CLOSE.
    public var endsAtBrowserClose = false

    /// Whether every request writes the session and sends the cookie anew. Django's SESSION_SAVE_EVERY_REQUEST. Costs
    /// a read and a write a request, also of those that do not look at the session.
    public var savesEveryRequest = false

    /// How old the note of the last use may become before a request writes it anew; requests in between write nothing.
    /// Nil for a tenth of the session's age, five minutes at most. With ``never`` no use is noted, and sessions end after
    /// their last change, as Django's do.
    public var touchInterval: Duration?

    /// A ``touchInterval`` that is never over.
    public static let never = Duration.seconds(Int64.max)

    /// The time now: by the clock of the site, which `settings.now` sets.
    public package(set) var now: @Sendable () -> Date = { Date() }

    /// The defaults.
    public init() {}

    /// In seconds. What is longer than the longest counts as that, where nobody asked ``check()``.
    var ageSeconds: TimeInterval { min(age, Self.longestAge).inSeconds }
    private var maximumSeconds: TimeInterval { min(maximumAge, Self.longestAge).inSeconds }

    func touchInterval(for idle: TimeInterval) -> TimeInterval {
        touchInterval?.inSeconds ?? max(0, min(300, idle / 10))
    }

    /// Refuses ages that no session can have.
    ///
    /// - Throws: ``SessionPolicyError``.
    public func check() throws(SessionPolicyError) {
        for (name, age) in [("age", age), ("maximumAge", maximumAge)] where age <= .zero || age > Self.longestAge {
            throw SessionPolicyError(
                setting: name, description: "sessions.\(name) must be more than zero and at most 100 years.")
        }
        if let touchInterval, touchInterval < .zero {
            throw SessionPolicyError(
                setting: "touchInterval", description: "sessions.touchInterval must be zero or more.")
        }
    }

    /// Whether a session has not ended: neither by its own date, nor by idleness, nor by its greatest age. All three
    /// are asked at every read, so that shorter limits count at once and the store may remove it late.
    ///
    /// - Parameter countsEnd: whether it still is one at the very moment when the site's age is over, as Django's signed
    ///   cookies are.
    func isAlive(_ record: SessionRecord, at now: Date, countsEnd: Bool = false) -> Bool {
        let expiry = self.expiry(of: record.data)
        func isAhead(_ end: Date) -> Bool { countsEnd && expiry == nil ? end >= now : end > now }
        guard record.replacedAt == nil, isAhead(record.expiresAt),
            isAhead(record.createdAt.addingTimeInterval(maximumSeconds))
        else { return false }
        if let date = expiry?.date { return isAhead(date) }
        return isAhead(record.lastSeenAt.addingTimeInterval(expiry?.idleSeconds ?? ageSeconds))
    }

    /// The session's own expiry; one that cannot be read counts as none.
    func expiry(of data: SessionData) -> SessionExpiry? { try? SessionExpiry(data[SessionExpiry.key]) }

    /// When a session ends that is used now.
    func end(_ expiry: SessionExpiry?, createdAt: Date, usedAt now: Date) -> Date {
        let end = expiry?.date ?? now.addingTimeInterval(expiry?.idleSeconds ?? ageSeconds)
        return min(end, createdAt.addingTimeInterval(maximumSeconds))
    }

    /// After how many seconds a session ends that is used now. Django's `get_expiry_age`.
    func age(_ expiry: SessionExpiry?, usedAt now: Date) -> TimeInterval {
        if let date = expiry?.date {
            // Dates have microseconds; anything below comes from floating point.
            let micros = (date.timeIntervalSince(now) * 1_000_000).rounded()
            return (micros / 1_000_000).rounded(.down)
        }
        return expiry?.idleSeconds ?? ageSeconds
    }
}

/// A setting of how long sessions live that none can have.
public struct SessionPolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The property of ``SessionPolicy``.
    public let setting: String
    /// What is wrong with it, in words.
    public let description: String
}
