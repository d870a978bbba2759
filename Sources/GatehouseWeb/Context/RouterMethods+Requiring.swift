import GatehouseAuth
import GatehouseMessages
import GatehouseSessions
import HTTPTypes
public import Hummingbird

extension RouterMethods where Context: GatehouseRequestContext {
    /// A group for people who are signed in: its context's `user` is not optional.
    ///
    /// ```swift
    /// router.group("notes", requiring: .signedIn)
    /// router.group("notes/new", requiring: .permission("notes.add"), .recentSignIn(within: .seconds(600)))
    /// router.group("beta", requiring: .condition { $0.isTester })
    /// ```
    ///
    /// A group within one asks for both, and has the context of the other as its parent:
    ///
    /// ```swift
    /// let notes = router.group("notes", requiring: .signedIn)
    /// notes.group("new", requiring: .permission("notes.add")).post { request, context in … }
    /// ```
    ///
    /// Who is not signed in, or not recently enough, is sent to the sign-in page and comes back afterwards; who lacks
    /// something else gets 403. Who asks for JSON, and who sends something, gets 401 or 403 without a redirect.
    ///
    /// - Parameter requirements: all must be met; they are asked in order.
    public func group(
        _ path: RouterPath = "", requiring requirements: Requirement<Context.User>...
    ) -> RouterGroup<SignedInContext<Context>> {
        group(path).add(middleware: RequirementMiddleware(requirements: requirements))
            .group(context: SignedInContext<Context>.self)
    }
}

/// Lets only people pass who are signed in and meet all requirements.
struct RequirementMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let requirements: [Requirement<Context.User>]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let refusal = try await context.visit.refusal(requirements, request) { return refusal }
        return try await next(request, context)
    }
}

extension Visit {
    /// What to answer to somebody who is not signed in or does not meet all requirements: a way to the sign-in page; nil
    /// where all are met.
    package func refusal(_ requirements: [Requirement<User>], _ request: Request) async throws -> Response? {
        guard let user = try await user else { return try await signIn(request, again: false) }
        for requirement in requirements {
            switch try await requirement.check(user, self) {
            case .met: continue
            case .lacking: throw PageRefusal(.forbidden)
            case .stale: return try await signIn(request, again: true)
            }
        }
        return nil
    }

    /// To the sign-in page, and back here afterwards.
    private func signIn(_ request: Request, again: Bool) async throws -> Response {
        guard request.method == .get || request.method == .head, !request.wantsJSON else {
            // A program asks again with the token that it has by now.
            if request.wantsJSON, try await session.isReplaced { throw SessionError.replaced }
            throw again ? PageRefusal(.unauthenticated, PageTexts.signInAgainToDoThis) : PageRefusal(.unauthenticated)
        }
        guard let way = try state.input.signIn else { throw PageRefusal(.unauthenticated) }
        let here = try state.input.pathPrefix + request.uri.string
        return SafeRedirect.response(to: way.leading(backTo: here) + (again ? "&again=1" : ""))
    }
}

extension Request {
    /// Whether the client asks for JSON rather than a page.
    package var wantsJSON: Bool {
        guard let accept = headers.value(.accept) else { return false }
        // What browsers send names nothing with a j, and is long.
        guard accept.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "j") }) || accept.contains("n/*") else {
            return false
        }
        return AcceptHeader(accept).prefersJSON
    }
}
