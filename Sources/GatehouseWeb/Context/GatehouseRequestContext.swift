public import GatehouseAuth
public import Hummingbird

/// What a request context needs so that Gatehouse can tell who makes the request.
public protocol GatehouseRequestContext<User>: SessionRequestContext {
    /// The type of the site's accounts.
    associatedtype User: Account
    /// What Gatehouse knows of this request.
    var visit: Visit<User> { get }
}

extension GatehouseRequestContext {
    /// What the visit has found, for code that does not know the type of the accounts.
    public var visitState: VisitState { visit.state }

    /// Who is signed in, or nil. Asked for the first time it reads the session and the account, where the request has
    /// a session's cookie.
    ///
    /// - Throws: `StoreFailure` when a store fails, never nil for that; 500 for a route that stands before the middleware.
    public var user: User? { get async throws { try await visit.user } }
}

/// A request context with a session and a user, for sites that need no context of their own.
public struct GatehouseContext<User: Account>: GatehouseRequestContext {
    /// What Hummingbird keeps for a request.
    public var coreContext: CoreRequestContextStorage
    /// What Gatehouse knows of this request.
    public let visit: Visit<User>

    /// The context of a request that came in over a channel, which gives its address.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        visit = Visit(address: source.channel.remoteAddress?.ipAddress)
    }
}
