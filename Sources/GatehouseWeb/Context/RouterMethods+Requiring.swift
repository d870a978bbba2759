import HTTPTypes
public import Hummingbird

extension RouterMethods where Context: GatehouseRequestContext {
    /// A group for people who are signed in: its context's `user` is not optional.
    ///
    /// Others are sent to the sign-in page and come back afterwards; those who ask for JSON get 401.
    public func group(_ path: RouterPath = "", requiring requirement: SignInRequirement)
        -> RouterGroup<SignedInContext<Context>>
    {
        group(path).add(middleware: SignedInMiddleware()).group(context: SignedInContext<Context>.self)
    }
}

/// What a visitor must be to get into a group of routes.
public struct SignInRequirement: Sendable {
    /// Signed in.
    public static let signedIn = SignInRequirement()
}

/// Lets only people pass who are signed in.
struct SignedInMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if try await context.user != nil { return try await next(request, context) }
        guard request.method == .get || request.method == .head, !request.wantsJSON else {
            throw HTTPError(.unauthorized)
        }
        let here = request.uri.string.addingPercentEncoding()
        return SafeRedirect.response(to: "\(AccountPages<Context>.signInPath)?next=\(here)")
    }
}

extension Request {
    /// Whether the client asks for JSON rather than a page.
    var wantsJSON: Bool { headers[.accept]?.contains("application/json") == true }
}

extension String {
    /// The text as part of a query: everything but letters, digits, `-._~` and `/` as `%` and two digits.
    func addingPercentEncoding() -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Set("-._~/".utf8)
        return String(
            decoding: utf8.flatMap { byte -> [UInt8] in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    [byte]
                case _ where plain.contains(byte): [byte]
                default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }, as: UTF8.self)
    }
}
