import GatehouseAuth
import GatehouseSessions
public import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Finds the session of a request, and writes what changed when the answer is ready.
///
/// A cookie that is malformed costs no look-up, and one that the store does not know is removed from the browser,
/// never adopted. Nothing is saved with an answer of 500 or more. A store that fails is answered with 503.
public struct SessionMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let store: any SessionStore
    let settings: WebSettings

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let cookie = request.cookieValue(settings.sessionCookieName)
        let presented = cookie.flatMap { SessionToken($0) }
        let session = try await Unavailable.guarding("sessions", context.logger) {
            try await Session(presented, store: store, policy: settings.sessions)
        }
        context.visit.session = session
        var response = try await next(request, context)
        if response.status.code < 500 { try await save(session, &response, context) }
        if session.token == nil, cookie != nil {
            response.set(settings.cookie(settings.sessionCookieName, "", maxAge: 0))
        }
        if context.visit.isPersonal || cookie != nil { response.varyOnCookie() }
        if context.visit.isPersonal, response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "no-store"
        }
        return response
    }

    private func save(_ session: Session, _ response: inout Response, _ context: Context) async throws {
        do {
            let isNew = try await Unavailable.guarding("sessions", context.logger) { try await session.save() }
            guard isNew, let token = session.token else { return }
            response.set(
                settings.cookie(settings.sessionCookieName, token.text, maxAge: Int(settings.sessions.age)))
        } catch let error as SessionError where error == .interrupted {
            throw HTTPError(.badRequest, message: "The session ended while the request was under way. Sign in again.")
        }
    }
}
