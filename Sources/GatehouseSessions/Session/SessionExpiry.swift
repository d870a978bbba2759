import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// When a session ends, where it does not end as the site's others do. Django's `set_expiry`.
public struct SessionExpiry: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case seconds(TimeInterval)
        case whole(Int)
        case date(Date)
    }
    let kind: Kind

    /// So long after its last use; up to about 3,000 years. Zero is ``atBrowserClose``.
    public static func idle(_ time: Duration) -> SessionExpiry {
        let (seconds, rest) = time.components
        return rest == 0 ? .idle(whole: Int(seconds)) : .idle(real: time.inSeconds)
    }
    /// So many whole seconds, as Django stores an `int`.
    package static func idle(whole seconds: Int) -> SessionExpiry { SessionExpiry(kind: .whole(seconds)) }
    /// So many seconds, as Django stores a `float`.
    package static func idle(real seconds: TimeInterval) -> SessionExpiry { SessionExpiry(kind: .seconds(seconds)) }
    /// At a moment, however much it is used.
    public static func at(_ date: Date) -> SessionExpiry { SessionExpiry(kind: .date(date)) }
    /// When the browser closes; in the store as long as the site's other sessions.
    public static let atBrowserClose = SessionExpiry.idle(whole: 0)
}
