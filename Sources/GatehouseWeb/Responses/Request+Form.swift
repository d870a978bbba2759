import GatehouseBase
import GatehouseForms
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The form in the body, or the members of a JSON object, read at most once a request; nil when the body is of
    /// another type.
    ///
    /// - Throws: 413 for more than `limit` bytes; 400 for a body that is no form.
    mutating func readForm(_ visit: VisitState, upTo limit: Int) async throws -> FormData? {
        if let form = visit.form { return form }
        let kind = BodyKind(headers)
        guard kind == .form || kind == .json else { return nil }
        let body = try await collectBody(upTo: limit)
        let form =
            kind == .json
            ? try FormData(json: body.readableBytesView) : try FormData(urlEncoded: body.readableBytesView)
        visit.form = form
        return form
    }
}

extension FormData {
    /// The members of a JSON object as fields: texts as they are, true as a ticked box, false as one that is not, whole
    /// numbers as their digits, and null as nothing. Lists and objects are none of a form's values.
    ///
    /// - Throws: ``FormDataError`` when it is no such object, or has two members of one name.
    init(json bytes: some Sequence<UInt8>) throws(FormDataError) {
        let bytes = Array(bytes)
        guard let text = String(validating: bytes.dropFirst(ByteOrderMark.length(bytes)), as: UTF8.self),
            case .object(let members)? = JSONValue(unambiguous: text, depth: 3)
        else { throw .malformed }
        var fields: [Field] = []
        for member in members {
            switch member.value {
            case .string(let text): fields.append(Field(member.name, text))
            case .bool(let isOn): fields.append(Field(member.name, isOn ? "on" : "false", isText: false))
            case .integer(let digits): fields.append(Field(member.name, digits, isText: false))
            case .null: continue
            case .double, .array, .object: throw .malformed
            }
        }
        try self.init(fields: fields)
    }
}
