import GatehouseBase
import HTTPTypes
import Hummingbird

/// Errors for programs: `application/problem+json` (RFC 9457).
enum Problem {
    static func response(_ status: HTTPResponse.Status, _ detail: String) -> Response {
        JSONAnswer.response(
            [
                "type": "about:blank", "title": .string(status.reasonPhrase), "status": .integer(String(status.code)),
                "detail": .string(detail),
            ], status: status, type: "application/problem+json")
    }
}
