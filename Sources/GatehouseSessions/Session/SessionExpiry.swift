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

    /// So many seconds after its last use.
    public static func idle(_ seconds: Int) -> SessionExpiry { SessionExpiry(kind: .whole(seconds)) }
    /// So many seconds after its last use, and parts of one.
    public static func idle(_ seconds: TimeInterval) -> SessionExpiry { SessionExpiry(kind: .seconds(seconds)) }
    /// At a moment, however much it is used.
    public static func at(_ date: Date) -> SessionExpiry { SessionExpiry(kind: .date(date)) }
    /// When the browser closes; in the store as long as the site's other sessions.
    public static let atBrowserClose = SessionExpiry.idle(0)
}
