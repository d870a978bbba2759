public import GatehouseDocuments

/// What a backend says of credentials.
public struct AuthenticationOutcome<User: Account>: Sendable {
    enum Kind: Sendable {
        case accepted(User)
        case declined
        case forbidden
    }
    let kind: Kind
    /// The account that was meant, for the log, where the backend knows.
    let account: User.ID?

    /// They are this account's.
    public static func accepted(_ user: User) -> AuthenticationOutcome {
        AuthenticationOutcome(kind: .accepted(user), account: user.id)
    }

    /// Not for me, or wrong: the next backend is asked.
    public static var declined: AuthenticationOutcome { AuthenticationOutcome(kind: .declined, account: nil) }

    /// Wrong for a known account: the next backend is asked, and the log names the account.
    public static func declined(account: User.ID?) -> AuthenticationOutcome {
        AuthenticationOutcome(kind: .declined, account: account)
    }

    /// Nobody may sign in with them: no other backend is asked.
    public static var forbidden: AuthenticationOutcome { AuthenticationOutcome(kind: .forbidden, account: nil) }

    /// The account, where they are one's.
    public var user: User? { if case .accepted(let user) = kind { user } else { nil } }
}
