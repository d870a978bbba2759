public import GatehouseAuth
import GatehouseBase
public import GatehouseForms
public import GatehouseMessages
public import GatehouseSessions
import GatehouseSigning
import GatehouseTemplates
import HTTPTypes
public import Hummingbird
public import Logging

/// A request to a page, and the ways to answer it: each the same for a browser, with HTML and redirects, and for a
/// program that asks for JSON.
public struct PageContext<User: Account>: Sendable {
    /// The request.
    public let request: Request
    /// Who makes it.
    public let visit: Visit<User>
    /// The site.
    public let site: Site<User>
    /// The parts of the path that vary.
    public let parameters: Parameters
    /// The request's log.
    public let logger: Logger
    let pages: AccountPages<User>
    var renderer: PageRenderer { pages.renderer }

    init<Context: GatehouseRequestContext>(
        _ request: Request, _ context: Context, _ pages: AccountPages<User>
    ) where Context.User == User {
        self.request = request
        visit = context.visit
        parameters = context.parameters
        logger = context.logger
        site = pages.site
        self.pages = pages
    }

    /// Who is signed in, or nil.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    public var user: User? { get async throws { try await visit.user } }

    /// The session.
    ///
    /// - Throws: `StoreFailure` when the store fails.
    public var session: Session { get async throws { try await visit.session } }

    /// Where the pages are.
    public var paths: PagePaths { renderer.settings.pages }

    /// The tag of the visitor's language.
    public var languageTag: String { renderer.language(for: visit).tag }

    /// Words in the visitor's language.
    public func text(_ words: Message.Words) -> String {
        renderer.catalog.text(words, in: renderer.language(for: visit))
    }

    /// A part of the path.
    ///
    /// - Throws: 400 where there is none of the name.
    public func require(_ parameter: String) throws -> String { try parameters.require(parameter) }

    /// The form that was sent.
    ///
    /// - Throws: 4xx for a body that is no form.
    public func formData() async throws -> FormData { try await visit.formData(request) }

    /// Where the visitor wanted to go before sign-in, as the query has it; nil where it does not say.
    public var next: String? {
        get throws { try FormData(["next"], inQuery: request.uri.query ?? "").single("next") }
    }
}
