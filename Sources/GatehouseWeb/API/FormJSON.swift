import GatehouseBase
import GatehouseForms
import GatehouseMessages

extension BoundForm {
    /// The form for programs: what each field is called and takes, and what stands in it; never a password.
    func json(_ translate: (Message.Words) -> String) -> JSONValue {
        .array(
            fields.map { field in
                var members: [JSONValue.Member] = [
                    .init("name", .string(field.name)), .init("label", .string(translate(Message.Words(field.label)))),
                    .init("type", .string(field.jsonType)), .init("required", .bool(field.isRequired)),
                ]
                if let help = field.help { members.append(.init("help", .string(translate(help)))) }
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
    func failuresJSON(_ translate: (Message.Words) -> String) -> (fields: JSONValue, form: JSONValue) {
        let members = fields.filter { !failures[$0.name].isEmpty }.map { field in
            JSONValue.Member(field.name, Problem.json(failures[field.name], translate))
        }
        return (.object(members), Problem.json(failures.ofWhole, translate))
    }
}

extension FormField {
    /// The kind of its values, as HTML names it.
    var jsonType: String { widget.inputType.isEmpty ? widget.element : widget.inputType }
}
