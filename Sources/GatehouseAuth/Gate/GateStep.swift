/// Something that an account's owner must do between showing who they are and being signed in: verify an address, choose
/// a new password, accept new terms, show a second factor.
///
/// ```swift
/// struct AcceptTerms: GateStep {
///     let name = "terms"
///     let path = "/terms/"
///     func isDue(for proof: Proof<User>) async throws -> Bool { proof.user.acceptedTerms != Terms.version }
/// }
/// ```
///
/// Its page is a route of the site, at ``path``: `visit.waiting` says who waits, and for which step, and
/// `gatehouse.continueSignIn` asks the gate again once the step is done. Whether it is done is read off the account, or
/// off what the step itself stores: nothing is taken over from one step to the next.
public protocol GateStep<User>: Sendable {
    /// The type of the site's accounts.
    associatedtype User: Account

    /// Its name, for programs: small letters, digits and hyphens.
    var name: String { get }

    /// The path of its page on the site.
    var path: String { get }

    /// Whether it is still to be done. Asked at each sign-in and after each step, in the site's order.
    ///
    /// - Throws: when it cannot tell; nobody is signed in then.
    func isDue(for proof: Proof<User>) async throws -> Bool
}

/// What becomes of a proof.
public enum SignInOutcome<User: Account>: Sendable {
    /// Somebody is signed in.
    ///
    /// `deletionCancelled`: whether the account was to be deleted, and stays.
    case signedIn(User, deletionCancelled: Bool)
    /// Nobody is signed in yet: this is to be done next.
    case next(any GateStep<User>)

    /// The account that is signed in; nil when a step is to be done first.
    public var user: User? { if case .signedIn(let user, _) = self { user } else { nil } }
    /// The step that is to be done first; nil when somebody is signed in.
    public var step: (any GateStep<User>)? { if case .next(let step) = self { step } else { nil } }
}

/// Somebody who has shown who they are, and must do something before they are signed in.
public struct Waiting<User: Account>: Sendable {
    /// What was shown; the account is as it is stored now.
    public let proof: Proof<User>
    /// What is to be done.
    public let step: any GateStep<User>

    /// The account.
    public var user: User { proof.user }
}
