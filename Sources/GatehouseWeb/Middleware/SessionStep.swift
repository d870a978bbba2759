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
        let cookies = request.cookieValues(cookieName)
        let client = ClientRequest(
            head: request.head, peer: visit.address, proxies: settings.trustedProxies,
            knownBrowserCookie: settings.knownBrowserCookieName,
            rememberedBrowserCookie: settings.rememberedBrowserCookieName)
        if request.headers.contains(.xForwardedFor), !hasWarned.isSet, !client.isFromTrustedProxy {
            hasWarned.set()
            logger.warning(
                """
                X-Forwarded-For came from an address that is no trusted proxy, and does not count. Behind a proxy, trust \
                it: else all visitors share one address and its limits
                """)
        }
        let session = LazySession(
            cookies: cookies, store: store, policy: settings.sessions,
            client: settings.recordsClients ? client.note : nil)
        return VisitInput(
            request, session: session, sessionCookies: cookies, client: client, logger: logger, signIn: signIn,
            pathPrefix: settings.pathPrefix, maximumFormSize: settings.maximumFormSize, csrf: csrf, accounts: accounts)
    }

    /// Saves what changed, and tells the browser and caches.
    func finish(_ response: inout Response, _ visit: VisitState) async throws {
        let input = try visit.input
        let (lazy, cookies) = (input.session, input.sessionCookies)
        // Nothing is saved with such an answer, and what does not answer is not waited for once more.
        let isSaving = response.status.code < 500
        if isSaving, settings.sessions.savesEveryRequest, lazy.token != nil { _ = try await visit.session() }
        var isSent = false
        if let session = lazy.loaded {
            if input.csrf != nil { try visit.carryCSRFSecret(in: session) }
            if isSaving { isSent = try await save(session, cookies, &response) }
        }
        if !cookies.isEmpty, removesCookie(lazy) {
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

    /// Whether the browser is to forget its cookie: where the request ended the session, and where it holds what no session
    /// has ever been. One that the store does not know stays: the browser may have got another one since it sent it, which
    /// removing it would take away.
    private func removesCookie(_ lazy: LazySession) -> Bool {
        if let session = lazy.loaded, session.isFlushed { return session.token == nil }
        return lazy.token == nil && lazy.loaded?.token == nil && store.canRevoke
    }

    /// Saves the session, and tells whether the answer sets its cookie.
    private func save(_ session: Session, _ cookies: [String], _ response: inout Response) async throws -> Bool {
        let isSaved = session.needsSave ? try await session.save() : false
        // A page may have saved the session itself, under a token that the browser does not have yet.
        guard let token = session.token, isSaved || !cookies.contains(where: token.text.hasBytes) else { return false }
        let age = (try? session.expiryAge()) ?? settings.sessions.age
        response.set(
            settings.sessionCookie(token.text, maxAge: session.endsAtBrowserClose ? nil : Int(age.components.seconds)))
        return true
    }
}
