import GatehouseAuth
import GatehouseForms
import GatehouseSessions
import GatehouseSigning
import HTTPTypes
import Hummingbird
import NIOCore

/// Draws pages with what every page needs: the site's name, the stylesheet, the CSRF token, messages.
struct PageRenderer: Sendable {
    let templates: Templates
    let settings: WebSettings

    init(settings: WebSettings) throws {
        templates = try Templates()
        self.settings = settings
    }

    /// A page for the visitor of a request. It is about one person and never kept by a cache.
    func page<User: Account>(
        _ name: String, status: HTTPResponse.Status = .ok, _ model: [String: Any] = [:], for visit: Visit<User>,
        messages: [String] = []
    ) async throws -> Response {
        var model = model
        model["csrf_token"] = CSRFToken.mask(try await visit.csrfSecretForPage())
        model["messages"] = messages
        var response = try plainPage(name, status: status, model)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A page that is the same for everybody.
    func plainPage(_ name: String, status: HTTPResponse.Status, _ model: [String: Any]) throws -> Response {
        var model = model
        model["site_name"] = settings.siteName
        model["stylesheet"] = Stylesheet.path
        let html = try templates.render(name, model)
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
