public import GatehouseAuth
public import Hummingbird

/// What a request context needs so that Gatehouse can tell who makes the request.
public protocol GatehouseRequestContext<User>: RequestContext {
    /// The type of the site's accounts.
    associatedtype User: Account
    /// What Gatehouse knows of this request.
    var visit: Visit<User> { get }
}

extension GatehouseRequestContext {
    /// Who is signed in, or nil.
    public var user: User? { visit.user }
}

/// A request context with a session and a user, for sites that need no context of their own.
public struct GatehouseContext<User: Account>: GatehouseRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let visit: Visit<User>

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        visit = Visit()
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
        guard let user = context.visit.user else { throw HTTPError(.unauthorized) }
        coreContext = context.coreContext
        visit = context.visit
        self.user = user
    }
}
