import GatehouseAuth
import GatehouseSessions
public import Hummingbird

/// Finds out who makes the request. Without a session it asks nobody.
public struct AuthenticationMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let accounts: Accounts<Context.User>

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let session = context.visit.session
        if session.account != nil {
            context.visit.user = try await Unavailable.guarding("accounts", context.logger) {
                try await accounts.user(of: session)
            }
        }
        return try await next(request, context)
    }
}
