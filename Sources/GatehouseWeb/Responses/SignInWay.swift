import GatehouseBase

/// The way to sign-in from the pages of a site, and back.
final class SignInWay: Sendable {
    /// Where people sign in.
    let address: String
    private let beforePage: String

    /// - Parameter origin: the site's; nil where it is not known.
    init(_ target: SignInAddress, of origin: String?) {
        address = target.description
        beforePage = target.beforePage(of: origin)
    }

    /// Nil where a site has no page to sign in at.
    convenience init?(_ settings: WebSettings) {
        let page = settings.pages[.signIn].map { settings.pages.link($0) }
        guard let target = settings.signInAddress ?? page.flatMap({ SignInAddress($0) }) else { return nil }
        self.init(target, of: settings.origin)
    }

    /// Where to sign in, and come back to a page.
    ///
    /// - Parameter page: its path and query, as browsers have them.
    func leading(backTo page: String) -> String { beforePage + page.percentEncoded(keepsSlashes: true) }
}
