import GatehouseAuth
import GatehouseSessions

/// A site's accounts for a ``VisitState``, which does not know their type.
protocol VisitAccounts: Sendable {
    /// Who is signed in to a session, or nil.
    func account(of session: Session) async throws -> (any Account)?
    /// The groups of some names.
    func groups(named names: [String]) async throws -> [AccountGroup]
    /// Whether somebody signed in to a session no longer ago than this.
    func isRecent(_ session: Session, within time: Duration) -> Bool
    /// How sure it is who is signed in to a session.
    func level(of session: Session) -> Int
}

extension Accounts: VisitAccounts {
    func account(of session: Session) async throws -> (any Account)? { try await user(of: session) }
}
