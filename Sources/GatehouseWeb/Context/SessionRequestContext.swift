public import GatehouseSessions
public import Hummingbird

/// What a request context needs to have a session: all that sites without accounts need.
public protocol SessionRequestContext: RequestContext {
    /// What Gatehouse knows of this request.
    var visitState: VisitState { get }
}

extension SessionRequestContext {
    /// The session; read from the store when first asked for.
    ///
    /// - Throws: `StoreFailure` when the store fails; 500 for a route that stands before the middleware.
    public var session: Session { get async throws { try await visitState.session() } }
}

/// A request context with a session, for sites that have no accounts.
///
/// ```swift
/// let router = Router(context: SessionContext.self)
/// router.add(middleware: SessionMiddleware(store: CacheSessionStore(), settings: WebSettings()))
/// router.get("cart") { _, context in "\(try await context.session["items", as: Int.self] ?? 0) items" }
/// ```
public struct SessionContext: SessionRequestContext {
    /// What Hummingbird keeps for a request.
    public var coreContext: CoreRequestContextStorage
    /// What Gatehouse knows of this request.
    public let visitState: VisitState

    /// The context of a request that came in over a channel, which gives its address.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        visitState = VisitState(address: source.channel.remoteAddress?.ipAddress)
    }
}
