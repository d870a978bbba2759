import GatehouseAuth
import GatehouseBase
import GatehouseSessions
import HTTPTypes
import Hummingbird
import Logging

/// What happens to the session before and after a page.
final class SessionStep: Sendable {
    private let store: any SessionStore
    private let settings: WebSettings
    private let cookieName: String
    private let signIn: SignInWay?
    private let hasWarned = Switch()

    init(store: any SessionStore, settings: WebSettings) {
        self.store = store
        self.settings = settings
        cookieName = settings.sessionCookieName
        signIn = SignInWay(settings)
    }

    /// What a request brings; nothing is read.
    func input(
        _ request: Request, _ visit: VisitState, _ logger: Logger, csrf: VisitorSecrets? = nil,
        accounts: (any VisitAccounts)? = nil
    ) -> VisitInput {
        let cookie = request.cookieValue(cookieName)
        let client = ClientRequest(head: request.head, peer: visit.address, proxies: settings.trustedProxies)
        if request.headers.contains(.xForwardedFor), !hasWarned.isSet, !client.isFromTrustedProxy {
            hasWarned.set()
            logger.warning(
                """
                X-Forwarded-For came from an address that is no trusted proxy, and does not count. Behind a proxy, trust \
                it: else all visitors share one address and its limits
                """)
        }
        let session = LazySession(
            cookie: cookie, store: store, policy: settings.sessions, client: settings.recordsClients ? client.note : nil
        )
        return VisitInput(
            request, session: session, sessionCookie: cookie, client: client, logger: logger, signIn: signIn,
            pathPrefix: settings.pathPrefix, maximumFormSize: settings.maximumFormSize, csrf: csrf, accounts: accounts)
    }

    /// Saves what changed, and tells the browser and caches.
    func finish(_ response: inout Response, _ visit: VisitState) async throws {
        let input = try visit.input
        let (lazy, cookie) = (input.session, input.sessionCookie)
        if settings.sessions.savesEveryRequest, lazy.token != nil { _ = try await visit.session() }
        var isSent = false
        if let session = lazy.loaded {
            if response.status.code < 500 { isSent = try await save(session, cookie, &response) }
            if session.token == nil, cookie != nil {
                response.set(settings.sessionCookie("", maxAge: 0))
                isSent = true
            }
        } else if cookie != nil, lazy.token == nil {
            response.set(settings.sessionCookie("", maxAge: 0))
            isSent = true
        }
        guard isSent || visit.isPersonal else { return }
        response.varyOnCookie()
        let caching = response.headers.value(.cacheControl)
        // A cookie that others get from a shared cache would be their way into this session.
        let isPrivate = caching.map { $0 == "no-store" || $0.contains("no-store") || $0.contains("private") } ?? false
        if isSent ? !isPrivate : caching == nil { response.headers[.cacheControl] = "no-store" }
    }

    /// Saves the session, and tells whether the answer sets its cookie.
    private func save(_ session: Session, _ cookie: String?, _ response: inout Response) async throws -> Bool {
        let isSaved = session.needsSave ? try await session.save() : false
        // A page may have saved the session itself, under a token that the browser does not have yet.
        guard let token = session.token, isSaved || !token.text.hasBytes(of: cookie ?? "") else { return false }
        let age = (try? session.expiryAge()) ?? settings.sessions.age
        response.set(settings.sessionCookie(token.text, maxAge: session.endsAtBrowserClose ? nil : Int(age)))
        return true
    }
}
