import GatehouseAuth
import GatehousePasswords
import Hummingbird

extension PageContext {
    /// Whether an account's owner confirms by the password what others must not be able to do in a browser left open.
    ///
    /// Not where the owner wanted none: then all that the account can show must have been shown just now. An account whose
    /// password an operator took away, or is kept elsewhere, as in a directory, has none that is right.
    func asksPassword(of user: User) -> Bool { !UnusablePassword.isByChoice(user.password) }
}

extension Page {
    /// A handler for what the account's owner confirms. It gets the user, and whether the form asks for the password; where
    /// it does not, only somebody gets to it who has just shown all that the account can show.
    static func withOwner(
        _ handler: @escaping @Sendable (PageContext<User>, User, _ asksPassword: Bool) async throws -> Response
    ) -> Handler {
        withUser { context, user in
            let asksPassword = context.asksPassword(of: user)
            if !asksPassword, let refusal = try await context.visit.refusal([.freshToChange], context.request) {
                return refusal
            }
            return try await handler(context, user, asksPassword)
        }
    }
}
