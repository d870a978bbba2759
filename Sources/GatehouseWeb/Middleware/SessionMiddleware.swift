import GatehouseAuth
public import GatehouseSessions
import HTTPTypes
public import Hummingbird
import Logging

/// Finds the session of a request when somebody asks for it, and writes what changed when the answer is ready.
///
/// A request that does not look at the session costs no look-up, nor does a cookie that is malformed. A cookie that the
/// store does not know is removed from the browser, never adopted. Nothing is saved with an answer of 500 or more. A
/// store that fails is answered with 503.
public struct SessionMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let store: any SessionStore
    let settings: WebSettings
    private let hasWarned = Switch()

    /// Sessions of a store.
    public init(store: any SessionStore, settings: WebSettings) {
        self.store = store
        self.settings = settings
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let cookie = request.cookieValue(settings.sessionCookieName)
        let visit = context.visit.state
        visit.start(request, settings: settings) { [proxies = settings.trustedProxies] visit in
            ClientRequest.make(request, peer: visit.address, trusting: proxies)
        }
        if request.headers.contains(.xForwardedFor), !hasWarned.isSet, !visit.client.isFromTrustedProxy {
            hasWarned.set()
            context.logger.warning(
                """
                X-Forwarded-For came from an address that is no trusted proxy, and does not count. Behind a proxy, trust \
                it: else all visitors share one address and its limits
                """)
        }
        let lazy = LazySession(
            cookie: cookie, store: store, policy: settings.sessions,
            client: settings.recordsClients ? Self.client(of: visit) : nil)
        visit.start(lazy, cookie: cookie, logger: context.logger)
        var response = try await next(request, context)
        if settings.sessions.savesEveryRequest, lazy.token != nil { _ = try await visit.session() }
        var isSent = false
        if let session = lazy.loaded {
            if response.status.code < 500 { isSent = try await save(session, &response, context) }
            if session.token == nil, cookie != nil {
                response.set(settings.sessionCookie("", maxAge: 0))
                isSent = true
            }
        } else if cookie != nil, lazy.token == nil {
            response.set(settings.sessionCookie("", maxAge: 0))
            isSent = true
        }
        let isPersonal = visit.isPersonal
        if isPersonal || isSent { response.varyOnCookie() }
        let caching = response.headers[.cacheControl]
        // A cookie that others get from a shared cache would be their way into this session.
        let isShared = caching.map { !$0.contains("no-store") && !$0.contains("private") } ?? true
        if isSent ? isShared : isPersonal && caching == nil {
            response.headers[.cacheControl] = "no-store"
        }
        return response
    }

    /// From where a request comes, found out when it is asked for. The visit holds its session, and so this.
    private static func client(of visit: VisitState) -> @Sendable () -> SessionClient {
        { [weak visit] in
            let client = visit?.client
            return SessionClient(address: client?.address, userAgent: client?.userAgent)
        }
    }

    /// Saves the session, and tells whether the answer sets its cookie.
    private func save(_ session: Session, _ response: inout Response, _ context: Context) async throws -> Bool {
        do {
            let isSaved = try await Unavailable.guarding("sessions", context.logger) { try await session.save() }
            // A page may have saved the session itself, under a token that the browser does not have yet.
            let cookie = context.visit.state.sessionCookie
            guard let token = session.token, isSaved || !token.text.utf8.elementsEqual((cookie ?? "").utf8) else {
                return false
            }
            let age = (try? session.expiryAge()) ?? settings.sessions.age
            response.set(settings.sessionCookie(token.text, maxAge: session.endsAtBrowserClose ? nil : Int(age)))
            return true
        } catch let error as SessionError where error == .interrupted {
            throw HTTPError(.badRequest, message: "The session ended while the request was under way. Sign in again.")
        }
    }
}
