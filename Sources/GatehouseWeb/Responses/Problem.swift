import GatehouseJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// Errors for programs: `application/problem+json` (RFC 9457).
enum Problem {
    static func response(_ status: HTTPResponse.Status, _ words: ErrorWords) -> Response {
        let problem: JSONValue = [
            "type": "about:blank", "title": .string(status.reasonPhrase), "status": .integer(String(status.code)),
            "detail": .string(words.explanation),
        ]
        return Response(
            status: status, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: problem.text)))
    }
}
