#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A store that can say which sessions there are, and end them.
public protocol SessionDirectory: SessionStore {
    /// The sessions that are stored, newest use first; of one account, or of everybody.
    ///
    /// - Parameter limit: how many at most.
    func sessions(of account: String?, limit: Int) async throws -> [SessionSummary]

    /// Ends a session, and tells whether it was there.
    func revoke(_ id: SessionID) async throws -> Bool

    /// Ends all sessions of an account but one, and tells how many.
    func revokeAll(of account: String, except kept: SessionID?) async throws -> Int

    /// Removes sessions that ended before a moment, and tells how many.
    func clearExpired(before moment: Date) async throws -> Int

    /// Whether ended sessions go by themselves, so that nobody need clear them.
    var removesExpired: Bool { get }
}

extension SessionDirectory {
    /// False: somebody must clear them.
    public var removesExpired: Bool { false }
}

/// What is told of a session to its owner or to the site's operator: not what it holds, nor its token.
public struct SessionSummary: Sendable, Hashable {
    /// Names it.
    public var id: SessionID
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

    /// What a record tells.
    public init(id: SessionID, _ record: SessionRecord) {
        self.id = id
        account = record.account
        createdAt = record.createdAt
        lastSeenAt = record.lastSeenAt
        expiresAt = record.expiresAt
        client = record.client
    }
}
