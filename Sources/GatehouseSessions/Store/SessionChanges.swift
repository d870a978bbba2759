#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What changed in a session: only this is written, so that two requests at a time do not undo one another.
public struct SessionChanges: Sendable, Hashable {
    /// Who signed in, which starts the session's life anew.
    public struct SignIn: Sendable, Hashable {
        /// The key, as text, of the account; nil when nobody is signed in any more.
        public var account: String?
        /// When.
        public var date: Date

        /// An account that signed in.
        public init(account: String?, date: Date) {
            self.account = account
            self.date = date
        }
    }

    /// New values, by key.
    public var set: SessionData = [:]
    /// Keys that are gone.
    public var unset: [String] = []
    /// Who signed in; nil when that did not change.
    public var signIn: SignIn?
    /// When it was last used.
    public var lastSeenAt: Date
    /// When it ends.
    public var expiresAt: Date
    /// From where it is used; nil when that is not known.
    public var client: SessionClient?

    /// No change but the use of the session.
    public init(lastSeenAt: Date, expiresAt: Date) {
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
    }

    /// Whether the session was used and nothing else.
    public var isTouch: Bool { signIn == nil && unset.isEmpty && self.set.isEmpty }

    /// The record with the changes.
    public func applied(to record: SessionRecord) -> SessionRecord {
        var record = record
        for member in set { record.data[member.key] = member.value }
        for key in unset { record.data[key] = nil }
        if let signIn {
            record.account = signIn.account
            record.createdAt = signIn.date
        }
        record.lastSeenAt = lastSeenAt
        record.expiresAt = expiresAt
        if let client { record.client = client }
        return record
    }
}
