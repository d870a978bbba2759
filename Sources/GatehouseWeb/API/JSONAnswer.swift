import GatehouseBase
import GatehouseForms
import GatehouseMessages
import HTTPTypes
import Hummingbird
import NIOCore

/// What pages answer to programs.
enum JSONAnswer {
    static func response(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store", .vary: "Accept, Accept-Language"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }

    /// A form that was not taken: a problem (RFC 9457) with what is wrong by field.
    static func refusal(
        _ form: BoundForm, status: HTTPResponse.Status, _ translate: (Message.Words) -> String
    ) -> Response {
        let failures = form.failuresJSON(translate)
        let first = form.failures.ofWhole.first ?? form.fields.lazy.compactMap { form.failures[$0.name].first }.first
        return response(
            [
                "type": "about:blank", "title": .string(status.reasonPhrase), "status": .integer(String(status.code)),
                "detail": .string(translate(first?.words ?? "The request could not be understood.")),
                "errors": failures.fields, "form_errors": failures.form,
            ], status: status, type: "application/problem+json")
    }
}
