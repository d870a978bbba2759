import GatehouseBase
import GatehouseForms

extension BoundForm {
    /// The form for programs: what each field is called and takes, and what stands in it; never a password.
    func json(_ translate: (String) -> String) -> JSONValue {
        .array(
            fields.map { field in
                var members: [JSONValue.Member] = [
                    .init("name", .string(field.name)), .init("label", .string(translate(field.label))),
                    .init("type", .string(field.jsonType)), .init("required", .bool(field.isRequired)),
                ]
                if !field.help.isEmpty { members.append(.init("help", .string(translate(field.help)))) }
                if let minimum = field.minimumLength { members.append(.init("min_length", .integer(String(minimum)))) }
                if let maximum = field.maximumLength { members.append(.init("max_length", .integer(String(maximum)))) }
                if case .choice(let choices) = field.kind {
                    members.append(.init("choices", .array(choices.map { .string($0.value) })))
                }
                if field.widget != .password, !self[field.name].isEmpty {
                    members.append(.init("value", .string(self[field.name])))
                }
                return .object(members)
            })
    }

    /// What is wrong, for programs: by field, each with its code.
    func failuresJSON(_ translate: (String) -> String) -> (fields: JSONValue, form: JSONValue) {
        func list(_ failures: [FormFailure]) -> JSONValue {
            .array(failures.map { ["code": .string($0.code.name), "message": .string(translate($0.message))] })
        }
        let members = fields.compactMap { field in
            failures[field.name].map { JSONValue.Member(field.name, list($0)) }
        }
        return (.object(members), list(formFailures))
    }
}

extension FormField {
    /// The kind of its values, as HTML names it.
    var jsonType: String { widget.inputType.isEmpty ? widget.element : widget.inputType }
}
