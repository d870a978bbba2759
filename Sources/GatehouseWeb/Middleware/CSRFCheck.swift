import GatehouseBase
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
/// visitor. A browser that says another site sent the request is believed, token or not.
struct CSRFCheck: Sendable {
    let settings: WebSettings
    private let secrets: CSRFSecrets
    private let cookieName: String

    init(settings: WebSettings, keys: SecretKeys) {
        self.settings = settings
        secrets = CSRFSecrets(keys: keys)
        cookieName = settings.csrfCookieName
    }

    /// The name of the form field. Django's.
    static var fieldName: String { "csrfmiddlewaretoken" }

    /// The secrets that a request's visitor may have.
    func secrets(_ request: Request) -> VisitorSecrets {
        let cookie = request.cookieValue(cookieName).flatMap { CSRFToken.isSecret($0) ? $0 : nil }
        return VisitorSecrets(cookie: cookie, sessions: secrets)
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

    /// - Throws: 403 for a request that does not come from the site's own pages.
    func check(_ request: inout Request, _ visit: VisitState) async throws {
        switch CSRFEvidence(request, isHTTPS: settings.isHTTPS) {
        case .sameOrigin: return
        case .crossSite: throw PageRefusal(.forbidden, PageTexts.crossSite)
        case .unknown: break
        }
        let sent = try await sentToken(&request, visit)
        guard let secret = try await visit.csrfSecret(), let sent, let unmasked = CSRFToken.unmask(sent),
            ConstantTime.equals(unmasked, secret)
        else {
            throw PageRefusal(.forbidden, PageTexts.formIsOld)
        }
    }

    private func sentToken(_ request: inout Request, _ visit: VisitState) async throws -> String? {
        let form = try await request.readForm(visit, upTo: settings.maximumFormSize)
        if let value = try form?.single(Self.fieldName), !value.isEmpty { return value }
        return request.headers[.xCSRFToken]
    }
}

/// What the browser says of where a request came from.
enum CSRFEvidence {
    case sameOrigin, crossSite, unknown

    init(_ request: Request, isHTTPS: Bool) {
        if let site = request.headers[.secFetchSite] {
            self = ["same-origin", "none"].contains(site) ? .sameOrigin : .crossSite
        } else if let origin = request.headers[.origin] {
            self = Self.isOwn(origin, host: request.head.authority, isHTTPS: isHTTPS) ? .sameOrigin : .crossSite
        } else {
            self = .unknown
        }
    }

    private static func isOwn(_ origin: String, host: String?, isHTTPS: Bool) -> Bool {
        guard let host, !host.isEmpty else { return false }
        return (isHTTPS ? ["https://\(host)"] : ["https://\(host)", "http://\(host)"]).contains {
            $0.utf8.elementsEqual(origin.utf8)
        }
    }
}

/// Where a visitor's secret comes from: computed from the session's identifier, so that it changes when somebody signs in
/// and needs no place of its own; without a session, what the cookie holds.
struct VisitorSecrets {
    let cookie: String?
    let sessions: CSRFSecrets

    func secret(_ session: SessionID?) -> String? { session.map(sessions.secret) ?? cookie }
}

/// The CSRF secrets of sessions.
struct CSRFSecrets: Sendable {
    private let key: SaltedHMAC.Key

    init(keys: SecretKeys) { key = SaltedHMAC.Key(salt: "gatehouse.csrf", secret: keys.current) }

    func secret(of session: SessionID) -> String {
        let alphabet = RandomText.alphanumeric
        let code = key.code(for: session.bytes)
        return String(unsafeUninitializedCapacity: code.count) { text in
            for (place, byte) in code.enumerated() { text[place] = alphabet[Int(byte) % alphabet.count] }
            return code.count
        }
    }
}

extension HTTPField.Name {
    static let xCSRFToken = Self("X-CSRFToken")!  // a valid name
    static let secFetchSite = Self("Sec-Fetch-Site")!  // a valid name
}
