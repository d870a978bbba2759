import HTTPTypes
public import Hummingbird

/// Answers 405 with `Allow` where a page exists and the method does not fit it.
public struct MethodMiddleware<Context: RequestContext>: RouterMiddleware {
    /// The methods of each page, by its path without slashes at the ends.
    let allowed: [String: [HTTPRequest.Method]]
    /// Whether those pages are there at all.
    let isOn: Switch

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if isOn.isSet, let methods = allowed[Self.normal(request.uri.path)], !methods.contains(request.method) {
            let names = methods.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(.methodNotAllowed, headers: [.allow: names])
        }
        return try await next(request, context)
    }

    /// Paths are the same for the router whatever slashes they begin, end and go on with.
    static func normal(_ path: String) -> String { path.split(separator: "/").joined(separator: "/") }
}
