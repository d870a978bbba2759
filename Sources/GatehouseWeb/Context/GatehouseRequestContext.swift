public import GatehouseAuth
public import GatehouseSessions
public import Hummingbird

/// What a request context needs so that Gatehouse can tell who makes the request.
public protocol GatehouseRequestContext<User>: RequestContext {
    /// The type of the site's accounts.
    associatedtype User: Account
    /// What Gatehouse knows of this request.
    var visit: Visit<User> { get }
}

extension GatehouseRequestContext {
    /// Who is signed in, or nil. Asked for the first time it reads the session and the account, where the request has
    /// a session's cookie.
    ///
    /// - Throws: 503 when a store fails, never nil for that.
    public var user: User? { get async throws { try await visit.user } }

    /// The session; read from the store when first asked for.
    ///
    /// - Precondition: the route lies behind Gatehouse's middleware.
    /// - Throws: 503 when the store fails.
    public var session: Session { get async throws { try await visit.session } }
}

/// A request context with a session and a user, for sites that need no context of their own.
public struct GatehouseContext<User: Account>: GatehouseRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let visit: Visit<User>

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        visit = Visit(address: source.channel.remoteAddress?.ipAddress)
    }
}

/// A request context of somebody who is signed in: its user is there.
///
/// Groups made by `group(requiring: .signedIn)` have it; nobody else gets into them.
public struct SignedInContext<Parent: GatehouseRequestContext>: ChildRequestContext {
    public var coreContext: CoreRequestContextStorage
    /// What Gatehouse knows of this request.
    public let visit: Visit<Parent.User>
    /// Who is signed in.
    public let user: Parent.User

    public init(context: Parent) throws {
        guard let user = context.visit.knownUser else { throw HTTPError(.unauthorized) }
        coreContext = context.coreContext
        visit = context.visit
        self.user = user
    }

    /// The session; read from the store when first asked for.
    ///
    /// - Throws: 503 when the store fails.
    public var session: Session { get async throws { try await visit.session } }
}
