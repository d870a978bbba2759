#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A session as it is stored.
public struct SessionRecord: Sendable, Hashable {
    /// What it holds, by key.
    public var data: SessionData
    /// The key, as text, of the account that is signed in; nil for none.
    public var account: String?
    /// When it was made, or somebody signed in.
    public var createdAt: Date
    /// When it was last used, to the policy's touch interval.
    public var lastSeenAt: Date
    /// When it ends.
    public var expiresAt: Date
    /// From where it was last used.
    public var client: SessionClient

    /// A record of its parts.
    public init(
        data: SessionData, account: String? = nil, createdAt: Date, lastSeenAt: Date, expiresAt: Date,
        client: SessionClient = SessionClient()
    ) {
        self.data = data
        self.account = account
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
        self.client = client
    }
}
