public import GatehouseForms
public import GatehouseMessages
public import GatehouseTemplates
import HTTPTypes

extension BoundForm {
    /// What a template needs to draw the form, with labels, hints and failures in a language. Values of passwords are
    /// left out, unless their fields say otherwise.
    public func templateModel(_ translate: (Message.Words) -> String = \.text) -> TemplateValue {
        let fieldErrors = fields.flatMap { summary(of: $0, translate) }
        return [
            "fields": .list(fields.map { model(of: $0, translate) }),
            "form_errors": Self.list(failures.ofWhole, translate),
            "has_form_errors": .flag(!failures.ofWhole.isEmpty), "has_errors": .flag(!failures.isEmpty),
            "field_errors": .list(fieldErrors), "has_field_errors": .flag(!fieldErrors.isEmpty),
        ]
    }

    /// The status of a page that shows it: what was sent could be read, and is not taken (RFC 9110, section 15.5.21).
    var status: HTTPResponse.Status { failures.isEmpty ? .ok : .unprocessableContent }

    /// Whether it is about a password and does not ask whose: password managers are to be told, where it is known.
    var needsUsername: Bool {
        fields.contains { $0.widget == .password }
            && !fields.contains { $0.autocomplete.split(separator: " ").contains("username") }
    }

    /// What the form's summary says of a field: each failure, with the way to the field where that is to be seen.
    private func summary(of field: FormField, _ translate: (Message.Words) -> String) -> [TemplateValue] {
        failures[field.name].map { failure in
            [
                "id": .text(id(of: field)), "has_link": .flag(field.widget != .hidden),
                "label": .text(translate(Message.Words(field.label))), "message": .text(translate(failure.words)),
            ]
        }
    }

    private static func list(_ messages: [Message], _ translate: (Message.Words) -> String) -> TemplateValue {
        .list(messages.map { .text(translate($0.words)) })
    }

    private func model(of field: FormField, _ translate: (Message.Words) -> String) -> TemplateValue {
        let errors = failures[field.name]
        var model: TemplateModel = [
            "id": .text(id(of: field)), "name": .text(name(of: field)),
            "label": .text(translate(Message.Words(field.label))),
            "errors": Self.list(errors, translate), "has_errors": .flag(!errors.isEmpty),
            "is_\(field.widget.element)": true, "is_hidden": .flag(field.widget == .hidden),
            "is_checkbox": .flag(field.widget == .checkbox),
            "attributes": .list(
                attributes(of: field).map { attribute in
                    guard let value = attribute.value else { return ["name": .text(attribute.name)] }
                    let isText = attribute.name == "placeholder"
                    return [
                        "name": .text(attribute.name),
                        "value": ["value": .text(isText ? translate(Message.Words(value)) : value)],
                    ]
                }),
        ]
        if let help = field.help { model["help"] = ["value": .text(translate(help))] }
        if field.widget == .textarea { model["text"] = .text(self[field.name]) }
        if case .choice(let choices) = field.kind {
            model["options"] = .list(
                choices.map { choice in
                    let isChosen = choice.value.utf8.elementsEqual(self[field.name].utf8)
                    return [
                        "value": .text(choice.value), "label": .text(translate(Message.Words(choice.label))),
                        "selected": .flag(isChosen),
                    ]
                })
        }
        return .object(model)
    }
}
