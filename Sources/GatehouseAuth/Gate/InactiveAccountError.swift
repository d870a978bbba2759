public import GatehouseMessages

/// The account of a proof may not sign in: it is not active, and the proof's backend lets no such account in. The session
/// was not changed.
///
/// A visitor is answered with 422 and the code `invalid_login`, as where the credentials are wrong.
public struct InactiveAccountError: RefusalError, Hashable, CustomStringConvertible {
    /// Invalid, with the code `invalid_login`.
    public var refusal: Refusal? { .invalid([Failures.whole: [AccountMessages.mayNotSignIn]]) }

    /// What is the matter, without the account.
    public var description: String { "the account is not active, and its backend lets no such account in" }
}
