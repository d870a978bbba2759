import GatehouseAuth
import GatehouseMongo
import GatehousePasswords
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns errors into pages in the site's look, with the status and the headers of the error.
///
/// What is not meant for the visitor goes to the log alone.
struct ErrorPages: Sendable {
    let renderer: PageRenderer

    /// - Throws: what the server itself answers.
    func response(
        to error: any Error, _ request: Request, _ context: some RequestContext
    ) throws -> Response {
        do {
            throw error
        } catch let error as HTTPError {
            return try page(request, error.status, error.headers, error.body)
        } catch let error as any HTTPResponseError {
            let response = try error.response(from: request, context: context)
            return try page(request, response.status, response.headers, nil)
        } catch let error as HTTPParserError {
            throw error  // the server answers it and closes the connection
        } catch is CancellationError {
            return try page(request, .serviceUnavailable, [:], nil)
        } catch let error as LifecycleError where error.code == .invalidToken {
            return try page(request, .notFound, [:], HTTPError.linkIsOver.body)
        } catch let error as LifecycleError {
            return try page(request, .conflict, [:], error.description)
        } catch let error as ThrottledError {
            return try page(request, .tooManyRequests, [.retryAfter: String(error.retryAfter)], nil)
        } catch let error where error is MongoError || error is PasswordError {
            // A route of the site's own asked a store, or for a hash, and did not get it.
            context.logger.error("A store failed", metadata: ["error": "\(error)"])
            return try page(request, .serviceUnavailable, [.retryAfter: "5"], nil)
        } catch {
            context.logger.error("A request failed", metadata: ["error": "\(error)"])
            return try page(request, .internalServerError, [:], nil)
        }
    }

    private func page(
        _ request: Request, _ status: HTTPResponse.Status, _ headers: HTTPFields, _ message: String?
    ) throws -> Response {
        let words = ErrorWords(status, message)
        let language = renderer.catalog.language(chosen: nil, accepted: request.headers[.acceptLanguage])
        let explanation = renderer.catalog.text(words.explanation, in: language)
        var response =
            request.wantsJSON
            ? Problem.response(status, explanation)
            : htmlPage(request, status, renderer.catalog.text(words.heading, in: language), explanation, language)
        for field in headers where ![.contentType, .contentLength].contains(field.name) {
            response.headers.append(field)
        }
        response.headers[.cacheControl] = "no-store"
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The page; its words alone while the template itself is broken, as somebody works on it.
    private func htmlPage(
        _ request: Request, _ status: HTTPResponse.Status, _ heading: String, _ explanation: String,
        _ language: Language
    ) -> Response {
        let model: TemplateModel = ["heading": .text(heading), "explanation": .text(explanation)]
        let page = try? renderer.plainPage("error", status: status, model, path: request.uri.path, in: language)
        return page
            ?? Response(
                status: status, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "\(heading)\n\n\(explanation)\n")))
    }
}

/// What a page says of an error.
struct ErrorWords {
    let heading: String
    let explanation: String

    init(_ status: HTTPResponse.Status, _ message: String?) {
        let (heading, explanation) = Self.words(for: status)
        self.heading = heading
        self.explanation = message ?? explanation
    }

    private static func words(for status: HTTPResponse.Status) -> (String, String) {
        switch status {
        case .badRequest: ("That did not work", "The request could not be understood.")
        case .unauthorized: ("Please sign in", "This page is for people who signed in.")
        case .forbidden: ("Not allowed", "You may not do this.")
        case .notFound: ("Page not found", "There is no page at this address.")
        case .methodNotAllowed: ("Not possible here", "This page cannot be used in this way.")
        case .conflict: ("That did not work", "The account was changed meanwhile. Try again.")
        case .tooManyRequests: ("Too many tries", "Too much was asked for from here. Try again later.")
        case .contentTooLarge: ("Too much", "What was sent is larger than this page takes.")
        case .serviceUnavailable: ("Not available now", "The site cannot answer now. Try again in a few seconds.")
        case let status where status.code >= 500:
            ("Something went wrong", "It is our fault, not yours. Try again in a while.")
        default: ("That did not work", status.reasonPhrase)
        }
    }
}
