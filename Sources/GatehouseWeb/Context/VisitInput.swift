import GatehouseSessions
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What is known of a request before anything is asked for: made once, by the middleware.
final class VisitInput: Sendable {
    /// The session, read or not.
    let session: LazySession
    /// What the cookies of the session's name hold.
    let sessionCookies: [String]
    let logger: Logger
    let client: ClientRequest
    /// What browsers have before the path.
    let pathPrefix: String
    /// The path that was asked for.
    let path: String
    let isHead: Bool
    /// The header `Accept-Language`.
    let languages: String?
    /// Where people sign in; nil where nobody can.
    let signIn: SignInWay?
    let maximumFormSize: Int
    /// Where the secret of the visitor's CSRF tokens comes from; nil for sites that do not check them.
    let csrf: VisitorSecrets?
    /// The site's accounts; nil for sites that have none.
    let accounts: (any VisitAccounts)?

    init(
        _ request: Request, session: LazySession, sessionCookies: [String], client: ClientRequest, logger: Logger,
        signIn: SignInWay?, pathPrefix: String, maximumFormSize: Int, csrf: VisitorSecrets?,
        accounts: (any VisitAccounts)?
    ) {
        self.session = session
        self.sessionCookies = sessionCookies
        self.client = client
        self.logger = logger
        self.signIn = signIn
        self.pathPrefix = pathPrefix
        self.maximumFormSize = maximumFormSize
        self.csrf = csrf
        self.accounts = accounts
        // Two slashes at the beginning would make it the address of another host.
        let path = request.uri.path
        let isPlain = path.utf8.first == UInt8(ascii: "/") && path.utf8.dropFirst().first != UInt8(ascii: "/")
        self.path = isPlain ? path : "/" + path.drop { $0 == "/" }
        isHead = request.method == .head
        languages = request.headers.value(.acceptLanguage)
    }
}

/// A route asked for a session, a user or a form, and no middleware of Gatehouse's stands before it.
struct OutsideMiddlewareError: HTTPResponseError, CustomStringConvertible {
    var status: HTTPResponse.Status { .internalServerError }
    var description: String {
        "this route stands before Gatehouse's middleware: add routes after addMiddleware(to:), or after a SessionMiddleware"
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        context.logger.error(
            "A route cannot be answered", metadata: ["path": "\(request.uri.path)", "error": "\(description)"])
        return Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: "500: see the log of the site\n")))
    }
}
