public import GatehouseBSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A session as it is stored.
public struct SessionRecord: Sendable, Hashable {
    /// The SHA-256 of its token.
    public var id: SessionID
    /// What it holds, by key.
    public var data: [String: BSONValue]
    /// The key, as text, of the account that is signed in; nil for none.
    public var account: String?
    /// When it was made.
    public var createdAt: Date
    /// When it was last used, to the policy's touch interval.
    public var lastSeenAt: Date
    /// When it ends.
    public var expiresAt: Date

    /// A record of its parts.
    public init(
        id: SessionID, data: [String: BSONValue], account: String?, createdAt: Date, lastSeenAt: Date, expiresAt: Date
    ) {
        self.id = id
        self.data = data
        self.account = account
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
    }
}

/// What changed in a session: only this is written, so that two requests at a time do not undo one another.
public struct SessionChanges: Sendable, Hashable {
    /// New values, by key.
    public var set: [String: BSONValue] = [:]
    /// Keys that are gone.
    public var unset: Set<String> = []
    /// When it was last used.
    public var lastSeenAt: Date
    /// When it ends.
    public var expiresAt: Date

    /// No change but the use of the session.
    public init(lastSeenAt: Date, expiresAt: Date) {
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
    }
}
