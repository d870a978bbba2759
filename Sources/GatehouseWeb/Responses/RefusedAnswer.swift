import GatehouseMessages
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The answer to an error that says what it is, for sites without our pages: its status and its headers.
struct RefusedAnswer: HTTPResponseError {
    private let refusal: Refusal
    var status: HTTPResponse.Status { refusal.status }

    /// Nil for an error that does not say what it is to the visitor; the log has it where it is one of ours.
    init?(_ error: any Error, _ logger: Logger) {
        guard let error = error as? any RefusalError else { return nil }
        guard let refusal = error.refusal else {
            logger.error("A request failed", metadata: ErrorMetadata.of(error))
            return nil
        }
        if refusal.kind == .unavailable {
            logger.error("Something that is needed failed", metadata: ErrorMetadata.of(error))
        }
        self.refusal = refusal
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        guard let message = refusal.message else { return Response(status: status, headers: refusal.headers) }
        var headers = refusal.headers
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: message.text + "\n")))
    }
}
