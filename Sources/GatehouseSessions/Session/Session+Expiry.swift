import GatehouseBSON
import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Session {
    /// Ends the session at another time than the site's others; nil to end as they do. Django's `set_expiry`.
    public func setExpiry(_ expiry: SessionExpiry?) {
        state.withLock { $0.set(expiry?.value, SessionExpiry.key) }
    }

    /// The session's own expiry; nil when it ends as the site's others. Django keeps it among the values, under
    /// `_session_expiry`, and so do we.
    ///
    /// - Throws: ``SessionError/malformedExpiry`` when somebody else wrote what is neither a number nor a date.
    public func expiry() throws(SessionError) -> SessionExpiry? {
        try SessionExpiry(state.withLock { $0.value(SessionExpiry.key) })
    }

    /// After how long the session ends if it is not used again. Django's `get_expiry_age`: whole seconds for
    /// one that ends at a date, below zero when that is past.
    ///
    /// - Parameter moment: when it was last used; now by default.
    /// - Throws: ``SessionError/malformedExpiry``.
    public func expiryAge(usedAt moment: Date? = nil) throws(SessionError) -> Duration {
        .seconds(policy.age(try expiry(), usedAt: moment ?? policy.now()))
    }

    /// When the session ends if it is not used again, but for the greatest age. Django's `get_expiry_date`.
    ///
    /// - Parameter moment: when it was last used; now by default.
    /// - Throws: ``SessionError/malformedExpiry``.
    public func expiryDate(usedAt moment: Date? = nil) throws(SessionError) -> Date {
        let expiry = try expiry()
        return expiry?.date ?? (moment ?? policy.now()).addingTimeInterval(expiry?.idleSeconds ?? policy.ageSeconds)
    }

    /// Whether the browser is to forget the session when it closes. Django's `get_expire_at_browser_close`.
    public var endsAtBrowserClose: Bool {
        let value = state.withLock { $0.data[SessionExpiry.key] }
        guard let value, value != .null else { return policy.endsAtBrowserClose }
        return (try? SessionExpiry(value))?.isBrowserClose == true
    }
}
