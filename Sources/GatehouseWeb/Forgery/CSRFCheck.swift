import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseSigning
import HTTPTypes
import Hummingbird

/// Refuses requests that change something and do not come from the site's own pages.
///
/// Methods other than GET, HEAD, OPTIONS and TRACE need one proof: `Sec-Fetch-Site` says same-origin or none; else the
/// `Origin` is the site's; else the form field `csrfmiddlewaretoken` or the header `X-CSRFToken` holds a token of this
/// visitor, and over HTTPS the `Referer` is the site's. Pages of trusted origins need the token. A browser that says another
/// site sent the request is believed, token or not. A token that is sent must be this visitor's, whatever the browser says:
/// else the form was opened in another session, and may be another account's.
struct CSRFCheck: Sendable {
    let settings: WebSettings
    private let secrets: CSRFSecrets
    private let trusted: TrustedOrigins
    private let cookieName: String

    init(settings: WebSettings, keys: SecretKeys, trusted: TrustedOrigins) {
        self.settings = settings
        self.trusted = trusted
        secrets = CSRFSecrets(keys: keys)
        cookieName = settings.csrfCookieName
    }

    /// The name of the form field. Django's.
    static var fieldName: String { "csrfmiddlewaretoken" }

    /// The secrets that a request's visitor may have.
    func secrets(_ request: Request) -> VisitorSecrets {
        let cookies = request.cookieValues(cookieName).prefix(LazySession.mostCookies).filter { CSRFToken.isSecret($0) }
        return VisitorSecrets(cookies: cookies, sessions: secrets)
    }

    /// Whether a request may change something.
    func isNeeded(_ request: Request) -> Bool {
        switch request.method {
        case .get, .head, .options, .trace: false
        default: true
        }
    }

    /// Gives the browser the secret of a page that was drawn, where it needs one.
    func finish(_ response: inout Response, _ visit: VisitState) {
        guard let secret = visit.newCSRFCookie else { return }
        response.set(settings.cookie(cookieName, secret, maxAge: Self.cookieAge))
    }

    /// A year, as Django's CSRF_COOKIE_AGE.
    private static var cookieAge: Int { 31_449_600 }

    /// - Parameters:
    ///   - isOurs: whether the path is one of our pages, whose forms are read here as there.
    ///   - limit: the greatest number of bytes of a body of the application's own pages.
    /// - Throws: 403 for a request that does not come from the site's own pages; ``OtherSessionsForm`` for one that does and
    ///   whose form was opened in another session.
    func check(_ request: inout Request, _ visit: VisitState, isOurs: Bool, upTo limit: Int) async throws {
        let evidence = CSRFEvidence(request, isHTTPS: settings.isHTTPS, trusted: trusted)
        if evidence == .crossSite { throw PageRefusal(.forbidden, PageTexts.crossSite) }
        visit.isFromSite = evidence == .sameOrigin
        if evidence == .unknown, settings.isHTTPS { try checkReferer(request) }
        let token = try await SentToken.find(
            &request, visit, settings, isOurs: isOurs, upTo: limit, isNeeded: evidence != .sameOrigin)
        guard let token else {
            if evidence == .sameOrigin { return }
            throw PageRefusal(.forbidden, PageTexts.formIsOld)
        }
        if try await visit.isOwnToken(token) {
            visit.isFromSite = true
            return
        }
        if evidence == .sameOrigin { throw OtherSessionsForm() }
        throw PageRefusal(.forbidden, PageTexts.formIsOld)
    }

    /// - Throws: 403 where the request came from elsewhere, or does not say from where; not where no form can have sent it.
    private func checkReferer(_ request: Request) throws {
        switch RefererEvidence(request, trusted: trusted) {
        case .own: return
        case .foreign: throw PageRefusal(.forbidden, PageTexts.crossSite)
        case .missing:
            // Other sites' pages send neither without asking first, and are not allowed to.
            if request.headers.contains(.xCSRFToken) || BodyKind(request.headers) == .json { return }
            throw PageRefusal(.forbidden, PageTexts.noReferer)
        }
    }
}

/// A form of the site's own pages that was opened in another session: before somebody signed in or out, or by another
/// account. Nothing was done.
struct OtherSessionsForm: RefusalError {
    var refusal: Refusal? { Refusal(.forbidden, PageTexts.otherSession) }
}

extension HTTPField.Name {
    static let xCSRFToken = Self("X-CSRFToken")!  // a valid name
}
