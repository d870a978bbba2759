import GatehouseAuth
import GatehousePasswords
import Hummingbird

extension PageContext {
    /// Whether an account's owner confirms by the password what others must not be able to do in a browser left open.
    ///
    /// Not where the owner wanted none: then all that the account can show must have been shown just now, see
    /// ``refusalOfStale``. An account whose password an operator took away, or is kept elsewhere, as in a directory, has
    /// none that is right.
    func asksPassword(of user: User) -> Bool { !UnusablePassword.isByChoice(user.password) }

    /// The way to sign in again for somebody who has not shown all that the account can show in the last ten minutes; nil
    /// for whoever has.
    var refusalOfStale: Response? {
        get async throws { try await visit.refusal([.fresh(within: .seconds(600))], request) }
    }
}
