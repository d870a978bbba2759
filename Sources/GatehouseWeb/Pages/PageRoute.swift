import GatehouseAuth
import GatehouseForms
import HTTPTypes
import Hummingbird

/// A route of the pages: what it answers, and what is told of it to programs.
struct PageRoute<Context: GatehouseRequestContext>: Sendable {
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    /// The page that it belongs to: where that is off, the route is, too.
    let page: PageName
    /// What follows the page's path, as `{token}/`.
    var suffix = ""
    /// What it does, in a few words.
    let summary: String
    /// Whether only somebody who is signed in gets an answer.
    var needsUser = false
    var get: Handler?
    var post: Handler?
    /// The form that ``post`` takes; nil where it takes none.
    var form: (@Sendable () -> [FormField])?
    /// The members of what ``get`` answers to programs, besides those of a form.
    var answer: [String: APIType] = [:]

    var methods: [HTTPRequest.Method] { (get == nil ? [] : [.get, .head]) + (post == nil ? [] : [.post]) }
}
