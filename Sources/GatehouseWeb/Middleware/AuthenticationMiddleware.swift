public import GatehouseAuth
import GatehouseSessions
public import Hummingbird

/// Finds out who makes the request when somebody asks. Without a session it asks nobody.
public struct AuthenticationMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let accounts: Accounts<Context.User>

    /// The users of the accounts.
    public init(accounts: Accounts<Context.User>) { self.accounts = accounts }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let logger = context.logger
        context.visit.start(accounts)
        context.visit.state.findUser { [accounts] session in
            guard session.account != nil else { return nil }
            return try await Unavailable.guarding("accounts", logger) { try await accounts.user(of: session) }
        }
        return try await next(request, context)
    }
}
