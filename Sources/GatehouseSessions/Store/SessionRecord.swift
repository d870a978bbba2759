import GatehouseBase

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
    /// When its token was replaced by another: then it is no session any more, and holds nothing. Nil for a session.
    public var replacedAt: Date?

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

    /// How long a store remembers of a token that it was replaced; 10 seconds. Requests that were under way with it are
    /// answered by then.
    public static let replacedMemory = Duration.seconds(10)

    /// What a store keeps in the place of a session that got another token, until ``expiresAt``: no value, no account, and
    /// no way to the new token.
    public static func replaced(at date: Date) -> SessionRecord {
        var record = SessionRecord(
            data: [:], createdAt: date, lastSeenAt: date, expiresAt: date.adding(replacedMemory))
        record.replacedAt = date
        return record
    }
}
