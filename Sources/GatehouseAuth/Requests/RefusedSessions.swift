import GatehouseBase
import GatehouseSessions

/// Which sessions were refused not long ago: a browser sends its cookie with every request, and is told of once.
struct RefusedSessions: Sendable {
    private let known = RecentValues<SessionID, Bool>(size: 10_000)

    /// Whether a session has not been refused lately; notes that it is now.
    func isNew(_ id: SessionID?) -> Bool {
        guard let id else { return true }
        if known.value(for: id) != nil { return false }
        known.keep(true, for: id)
        return true
    }
}
