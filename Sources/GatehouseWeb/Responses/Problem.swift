import GatehouseBase
import GatehouseMessages
import HTTPTypes
import Hummingbird

/// Errors for programs: `application/problem+json` (RFC 9457), with a `code` where there is one, and what is wrong by
/// field.
enum Problem {
    static func response(
        _ status: HTTPResponse.Status, _ detail: String, code: Message.Code? = nil, failures: Failures = Failures(),
        _ translate: (Message.Words) -> String = \.text
    ) -> Response {
        var members: [JSONValue.Member] = [
            .init("type", "about:blank"), .init("title", .string(status.reasonPhrase)),
            .init("status", .integer(String(status.code))), .init("detail", .string(detail)),
        ]
        if let code { members.append(.init("code", .string(code.name))) }
        if !failures.isEmpty {
            members.append(
                .init("errors", .object(failures.fields.map { .init($0, json(failures[$0], translate)) })))
            members.append(.init("form_errors", json(failures.ofWhole, translate)))
        }
        return JSONAnswer.response(.object(members), status: status, type: "application/problem+json")
    }

    /// Messages, each with its code.
    static func json(_ messages: [Message], _ translate: (Message.Words) -> String) -> JSONValue {
        .array(messages.map { ["code": .string($0.code.name), "message": .string(translate($0.words))] })
    }
}
