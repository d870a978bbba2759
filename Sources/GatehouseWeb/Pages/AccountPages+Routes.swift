import GatehouseAuth
import GatehouseBase
import GatehouseMessages
import HTTPTypes
import Hummingbird
import NIOCore

extension AccountPages {
    /// All routes of the pages that are on.
    var routes: [Page<User>] {
        (signInRoutes + gateRoutes + factorRoutes + signUpRoutes + passwordRoutes + profileRoutes
            + features.flatMap(\.pages)).filter {
                paths[$0.page] != nil
            }
    }

    /// The path of a route in the router's notation.
    func path(_ route: Page<User>) -> String {
        let base = paths[route.page] ?? "/"
        return route.suffix.isEmpty ? base : PagePaths.below(base, route.suffix)
    }

    /// Makes sure that no two pages have the same path, and none begins with the prefix of paths.
    ///
    /// - Throws: ``FeatureError``, ``OriginError``.
    func check() throws {
        var known: Set<String> = []
        for route in routes where !known.insert(path(route)).inserted {
            throw FeatureError("two pages have the path \(path(route)); move one with pages[.\(route.page)]")
        }
        let prefix = paths.prefix
        guard prefix.isEmpty || !routes.contains(where: { PagePaths.isBelow(path($0), prefix) }) else {
            throw OriginError.ambiguousPrefix
        }
    }

    /// The methods of each path.
    var methods: [String: [HTTPRequest.Method]] {
        var methods = Dictionary(routes.map { (path($0), $0.methods) }) { first, _ in first }
        if let path = paths[.root] { methods[path] = [.get, .head] }
        if let path = paths[.openAPI] { methods[path] = [.get, .head] }
        return methods
    }

    func add<Outer: GatehouseRequestContext>(to router: some RouterMethods<Outer>) where Outer.User == User {
        if let path = paths[.root] {
            show(RouterPath(path), router, page { $0.done($0.paths.path(.index)) })
        }
        for route in routes {
            let path = RouterPath(self.path(route))
            if let get = route.get { show(path, router, page(guarded(get, route))) }
            if let post = route.post { router.post(path, use: page(guarded(post, route))) }
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

    private func show<Outer>(
        _ path: RouterPath, _ routes: some RouterMethods<Outer>,
        _ page: @escaping @Sendable (Request, Outer) async throws -> Response
    ) {
        routes.get(path, use: page)
        routes.head(path) { try await page($0, $1).createHeadResponse() }
    }

    /// A page's handler for a router's own context.
    private func page<Outer: GatehouseRequestContext>(
        _ handler: @escaping Page<User>.Handler
    ) -> @Sendable (Request, Outer) async throws -> Response where Outer.User == User {
        { [self] request, context in try await handler(PageContext(request, context, self)) }
    }

    /// Only for people who are signed in and meet what the page asks for, where it needs somebody.
    private func guarded(_ handler: @escaping Page<User>.Handler, _ page: Page<User>) -> Page<User>.Handler {
        guard page.needsUser else { return handler }
        let requirements = page.requirements
        return { context in
            if let refusal = try await context.visit.refusal(requirements, context.request) { return refusal }
            return try await handler(context)
        }
    }
}
