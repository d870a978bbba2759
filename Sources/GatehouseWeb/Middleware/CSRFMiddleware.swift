import GatehouseForms
import GatehouseSessions
import GatehouseSigning
import HTTPTypes
public import Hummingbird

/// Refuses requests that change something and do not come from the site's own pages.
///
/// Methods other than GET, HEAD, OPTIONS and TRACE need one proof: `Sec-Fetch-Site` says same-origin or none; else the
/// `Origin` is the site's; else the form field `csrfmiddlewaretoken` or the header `X-CSRFToken` holds a token of this
/// visitor. A browser that says another site sent the request is believed, token or not.
public struct CSRFMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let settings: WebSettings
    private let secrets: CSRFSecrets

    init(settings: WebSettings) {
        self.settings = settings
        secrets = CSRFSecrets(keys: settings.keys)
    }

    /// The name of the form field. Django's.
    static var fieldName: String { "csrfmiddlewaretoken" }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var request = request
        let cookie = request.cookieValue(settings.csrfCookieName).flatMap { CSRFToken.isSecret($0) ? $0 : nil }
        context.visit.state.findCSRFSecret { [secrets] visit in
            // The visitor's secret: computed from the session's identifier, so that it changes when somebody signs in
            // and needs no place of its own; without a session, what the cookie holds.
            if let id = try await visit.session().id { return secrets.secret(of: id) }
            return cookie
        }
        if ![.get, .head, .options, .trace].contains(request.method) {
            try await check(&request, context)
        }
        var response = try await next(request, context)
        if let secret = context.visit.state.newCSRFCookie {
            response.set(settings.cookie(settings.csrfCookieName, secret, maxAge: Self.cookieAge))
        }
        return response
    }

    /// A year, as Django's CSRF_COOKIE_AGE.
    private static var cookieAge: Int { 31_449_600 }

    private func check(_ request: inout Request, _ context: Context) async throws {
        switch CSRFEvidence(request, isHTTPS: settings.isHTTPS) {
        case .sameOrigin: return
        case .crossSite: throw HTTPError(.forbidden, message: "The request came from another site.")
        case .unknown: break
        }
        let sent = try await sentToken(&request, context)
        guard let secret = try await context.visit.state.csrfSecret(), let sent, let unmasked = CSRFToken.unmask(sent),
            ConstantTime.equals(unmasked, secret)
        else {
            throw HTTPError(
                .forbidden, message: "The form is too old or not ours. Go back, reload the page, try again.")
        }
    }

    private func sentToken(_ request: inout Request, _ context: Context) async throws -> String? {
        let form = try await request.readForm(context.visit.state, upTo: settings.maximumFormSize)
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

/// The CSRF secrets of sessions.
struct CSRFSecrets: Sendable {
    private let key: SaltedHMAC.Key

    init(keys: SecretKeys) { key = SaltedHMAC.Key(salt: "gatehouse.csrf", secret: keys.current) }

    func secret(of session: SessionID) -> String {
        let alphabet = RandomText.alphanumeric
        return String(decoding: key.code(for: session.bytes).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}

extension HTTPField.Name {
    static let xCSRFToken = Self("X-CSRFToken")!  // a valid name
    static let secFetchSite = Self("Sec-Fetch-Site")!  // a valid name
}
