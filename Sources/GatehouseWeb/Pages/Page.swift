public import GatehouseAuth
public import GatehouseForms
import GatehouseMessages
import HTTPTypes
public import Hummingbird

/// A page: what it answers to a browser and to a program, and what is told of it in OpenAPI.
public struct Page<User: Account>: Sendable {
    /// Answers a request.
    public typealias Handler = @Sendable (PageContext<User>) async throws -> Response

    /// The page that it belongs to: where that is off, it is, too.
    public let page: PageName
    /// What follows the page's path, as `{token}/`.
    public let suffix: String
    /// What it does, in a few words.
    public let summary: String
    /// Whether only somebody who is signed in gets an answer.
    public let needsUser: Bool
    /// What else somebody who is signed in must be or have.
    public let requirements: [Requirement<User>]
    package let get: Handler?
    package let post: Handler?
    /// The form that ``post`` takes; nil where it takes none.
    let form: (@Sendable () -> [FormField])?
    /// The members of what ``get`` answers to programs; nil where it answers a form.
    let answer: [String: APIType]?

    /// A page.
    ///
    /// - Parameters:
    ///   - requirements: what somebody who is signed in must be or have; for pages that need a user.
    ///   - get: answers GET and HEAD.
    ///   - post: answers POST, after the check against forgery.
    ///   - form: the fields that POST takes, for OpenAPI.
    ///   - answer: the members of what GET answers to programs, for OpenAPI; nil where it answers a form.
    public init(
        _ page: PageName, suffix: String = "", summary: String, needsUser: Bool = false,
        requirements: [Requirement<User>] = [], get: Handler? = nil, post: Handler? = nil,
        form: (@Sendable () -> [FormField])? = nil, answer: [String: APIType]? = nil
    ) {
        self.page = page
        self.suffix = suffix
        self.summary = summary
        self.needsUser = needsUser
        self.requirements = requirements
        self.get = get
        self.post = post
        self.form = form
        self.answer = answer
    }

    /// A handler that gets the user, for a page that needs one.
    public static func withUser(
        _ handler: @escaping @Sendable (PageContext<User>, User) async throws -> Response
    ) -> Handler {
        { context in
            guard let user = context.visit.knownUser else { throw PageRefusal(.unauthenticated) }
            return try await handler(context, user)
        }
    }

    var methods: [HTTPRequest.Method] { (get == nil ? [] : [.get, .head]) + (post == nil ? [] : [.post]) }

    /// What templates call it among `urls`, as `devices_revoke`; nil where the path holds something that varies.
    var linkName: String? {
        guard !suffix.contains("{") else { return nil }
        let below = suffix.split(separator: "/").joined(separator: "_").map { $0 == "-" ? "_" : $0 }
        return below.isEmpty ? "\(page)" : "\(page)_\(String(below))"
    }
}
