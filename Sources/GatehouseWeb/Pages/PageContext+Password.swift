import GatehouseAuth
import GatehousePasswords
import Hummingbird

extension PageContext {
    /// Whether an account's owner types the password for what cannot be taken back.
    ///
    /// Not where the account has none and its owner signed in by other means of this site: then these must have been shown
    /// just now, see ``refusalOfStale``. Accounts whose passwords are elsewhere, as in a directory, have signed in by a
    /// password, or by nothing that the site has seen.
    func asksPassword(of user: User) async throws -> Bool {
        guard UnusablePassword.isUnusable(user.password) else { return true }
        let methods = site.accounts.methods(of: try await session).map(\.method)
        return methods.isEmpty || methods.contains(.password)
    }

    /// The way to sign in again for somebody who has not shown all that the account can show in the last ten minutes; nil
    /// for whoever has.
    var refusalOfStale: Response? {
        get async throws { try await visit.refusal([.fresh(within: .seconds(600))], request) }
    }
}
