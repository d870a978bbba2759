import GatehouseAuth
import GatehouseBase
import GatehouseMessages
import HTTPTypes
import Hummingbird
import NIOCore

extension AccountPages {
    /// All routes of the pages that are on.
    var routes: [PageRoute<Context>] {
        (signInRoutes + gateRoutes + signUpRoutes + passwordRoutes + emailRoutes + accountRoutes).filter {
            paths[$0.page] != nil
        }
    }

    /// The path of a route in the router's notation.
    func path(_ route: PageRoute<Context>) -> String {
        let base = paths.path(route.page)
        return route.suffix.isEmpty ? base : PagePaths.below(base, route.suffix)
    }

    /// The methods of each path.
    var methods: [String: [HTTPRequest.Method]] {
        var methods = Dictionary(uniqueKeysWithValues: routes.map { (path($0), $0.methods) })
        if let path = paths[.root] { methods[path] = [.get, .head] }
        if let path = paths[.openAPI] { methods[path] = [.get, .head] }
        return methods
    }

    func add(to router: some RouterMethods<Context>) {
        if let path = paths[.root] {
            show(RouterPath(path), router) { request, context in
                self.done(self.paths.path(.index), [], request, context)
            }
        }
        for route in routes {
            let path = RouterPath(self.path(route))
            if let get = route.get { show(path, router, route.needsUser ? requiringUser(get) : get) }
            if let post = route.post { router.post(path, use: route.needsUser ? requiringUser(post) : post) }
        }
        if let path = paths[.openAPI] {
            let document = ByteBuffer(string: OpenAPIDocument(pages: self).json.text)
            show(RouterPath(path), router) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache"],
                    body: ResponseBody(byteBuffer: document))
            }
        }
    }

    private func show(
        _ path: RouterPath, _ routes: some RouterMethods<Context>, _ page: @escaping PageRoute<Context>.Handler
    ) {
        routes.get(path, use: page)
        routes.head(path) { try await page($0, $1).createHeadResponse() }
    }

    /// Only for people who are signed in, and recently where the handler needs it.
    func requiringUser(
        _ handler: @escaping PageRoute<Context>.Handler, recently: Bool = false
    ) -> PageRoute<Context>.Handler {
        let requirements: [Requirement<User>] = recently ? [.recentSignIn(within: settings.recentSignIn)] : []
        return { request, context in
            try await RequirementMiddleware<Context>(requirements: requirements)
                .handle(request, context: context, next: handler)
        }
    }

    /// A handler that gets the user, on a route that needs one.
    func withUser(
        _ handler: @escaping @Sendable (Request, Context, User) async throws -> Response
    ) -> PageRoute<Context>.Handler {
        { request, context in
            guard let user = context.visit.knownUser else { throw PageRefusal(.unauthenticated) }
            return try await handler(request, context, user)
        }
    }
}
