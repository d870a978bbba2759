import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns errors into pages in the site's look, with the status and the headers of the error. The one door for errors.
///
/// Errors that say what they are to a visitor are told so; what an application answers by an `HTTPResponseError` of its own
/// stays as it is; everything else is 500, and the log alone says why.
struct ErrorPages: Sendable {
    let renderer: PageRenderer

    /// - Throws: what the server itself answers.
    func response(
        to error: any Error, _ request: Request, _ context: some RequestContext
    ) throws -> Response {
        if let refusal = (error as? any RefusalError)?.refusal {
            log(error, context.logger)
            return try page(request, Told(refusal.status, refusal.message, refusal.failures), refusal.headers)
        }
        switch error {
        case let error as HTTPError:
            let told = error.body.map { Message(.httpError, Message.Words($0)) }
            return try page(request, Told(error.status, told), error.headers)
        case let error as any HTTPResponseError:
            let response = try error.response(from: request, context: context)
            // As the server's own for a body that is too large, which says nothing.
            guard response.status.code >= 400, response.body.contentLength == 0 else { return response }
            return try page(request, Told(response.status), response.headers)
        case is HTTPParserError: throw error  // the server answers it and closes the connection
        case is CancellationError: return try page(request, Told(.serviceUnavailable), [:])
        default:
            context.logger.error("A request failed", metadata: ErrorMetadata.of(error))
            return try page(request, Told(.internalServerError), [:])
        }
    }

    /// What an operator must know of what a visitor is told in general words.
    func log(_ error: any Error, _ logger: Logger) {
        guard (error as? any RefusalError)?.refusal?.kind == .unavailable else { return }
        logger.error("Something that is needed failed", metadata: ErrorMetadata.of(error))
    }

    /// What is told.
    private struct Told {
        let status: HTTPResponse.Status
        let message: Message?
        let failures: Failures

        init(_ status: HTTPResponse.Status, _ message: Message? = nil, _ failures: Failures = Failures()) {
            self.status = status
            self.message = message
            self.failures = failures
        }
    }

    private func page(_ request: Request, _ told: Told, _ headers: HTTPFields) throws -> Response {
        let first = told.failures.ofWhole.first ?? told.failures.fields.first.flatMap { told.failures[$0].first }
        let words = ErrorWords(told.status, (told.message ?? first)?.words)
        let language = renderer.catalog.language(chosen: nil, accepted: request.headers[.acceptLanguage])
        let translate = { [renderer] (words: Message.Words) in renderer.catalog.text(words, in: language) }
        let explanation = translate(words.explanation)
        var response =
            request.wantsJSON
            ? Problem.response(
                told.status, explanation, code: told.message?.code, failures: told.failures, translate)
            : htmlPage(request, told.status, renderer.catalog.text(words.heading, in: language), explanation, language)
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
    let explanation: Message.Words

    init(_ status: HTTPResponse.Status, _ message: Message.Words?) {
        let (heading, explanation) = Self.words(for: status)
        self.heading = heading
        self.explanation = message ?? Message.Words(explanation)
    }

    private static func words(for status: HTTPResponse.Status) -> (String, String) {
        switch status {
        case .badRequest, .unprocessableContent: ("That did not work", "The request could not be understood.")
        case .unauthorized: ("Please sign in", "This page is for people who signed in.")
        case .forbidden: ("Not allowed", "You may not do this.")
        case .notFound: ("Page not found", "There is no page at this address.")
        case .methodNotAllowed: ("Not possible here", "This page cannot be used in this way.")
        case .conflict: ("That did not work", "The account was changed meanwhile. Try again.")
        case .tooManyRequests: ("Too many tries", "Too much was asked for from here. Try again later.")
        case .contentTooLarge: ("Too much", "What was sent is larger than this page takes.")
        case .unsupportedMediaType: ("That did not work", "What was sent is of a kind that this page does not take.")
        case .serviceUnavailable: ("Not available now", "The site cannot answer now. Try again in a few seconds.")
        case let status where status.code >= 500:
            ("Something went wrong", "It is our fault, not yours. Try again in a while.")
        default: ("That did not work", status.reasonPhrase)
        }
    }
}
