import GatehouseAuth
import GatehouseMessages
package import Hummingbird

extension PageContext {
    /// What to answer, where the site can send email, to somebody whose address nobody has confirmed yet: the way to the
    /// page that sends the link. Nil where the address is confirmed, or nothing could confirm it.
    ///
    /// For what would keep the address's owner out for good: a stranger who signed up with it must not be able to add a
    /// second factor.
    ///
    /// - Throws: ``PageRefusal`` with 403 and the code `email_unverified` for programs and for what is sent.
    package func refusalOfUnverified(_ user: User) throws -> Response? {
        guard EmailVerificationFeature.isNeeded(by: user, site) else { return nil }
        guard request.method == .get, !request.wantsJSON else { throw PageRefusal(.forbidden, PageTexts.verifyFirst) }
        return done(paths.path(.emailVerification), [PageMessage(message: PageTexts.verifyFirst, level: .info)])
    }
}
