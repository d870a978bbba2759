public import GatehouseSessions
public import Hummingbird

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Finds the session of a request when somebody asks for it, and writes what changed when the answer is ready.
///
/// A request that does not look at the session costs no look-up, nor does a cookie that is malformed. A cookie that the
/// store does not know is never adopted, and stays: the browser may have a better one by the time of the answer. Nothing
/// is saved with an answer of 500 or more. A store that fails is answered with 503.
///
/// It is for sites without accounts; `GatehouseWeb.addMiddleware(to:)` does the same and more.
public struct SessionMiddleware<Context: SessionRequestContext>: RouterMiddleware {
    private let step: SessionStep

    /// Sessions of a store.
    ///
    /// - Parameter now: the clock; the system's unless a test sets one of its own.
    public init(
        store: any SessionStore, settings: WebSettings, now: (@Sendable () -> Date)? = nil
    ) {
        var settings = settings
        if let now { settings.sessions.now = now }
        step = SessionStep(store: store, settings: settings)
    }

    /// Finds the session when it is asked for, and saves what changed.
    ///
    /// - Throws: what the rest of the request throws; `StoreFailure` when the session cannot be saved.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let visit = context.visitState
        visit.begin(step.input(request, visit, context.logger))
        do {
            var response = try await next(request, context)
            try await step.finish(&response, visit)
            return response
        } catch {
            throw RefusedAnswer(error, context.logger) ?? error
        }
    }
}
