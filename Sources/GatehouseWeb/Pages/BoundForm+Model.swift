public import GatehouseForms
public import GatehouseTemplates

extension BoundForm {
    /// What a template needs to draw the form, with labels, hints and failures in a language. Values of passwords are
    /// left out.
    public func templateModel(_ translate: (String) -> String = { $0 }) -> TemplateValue {
        [
            "fields": .list(fields.map { model(of: $0, translate) }), "form_errors": Self.list(formErrors, translate),
            "has_form_errors": .flag(!formErrors.isEmpty), "has_errors": .flag(!isValid),
        ]
    }

    private static func list(_ texts: [String], _ translate: (String) -> String) -> TemplateValue {
        .list(texts.map { .text(translate($0)) })
    }

    private func model(of field: FormField, _ translate: (String) -> String) -> TemplateValue {
        let errors = errors[field.name] ?? []
        var model: TemplateModel = [
            "id": .text(id(of: field)), "name": .text(name(of: field)), "label": .text(translate(field.label)),
            "errors": Self.list(errors, translate), "has_errors": .flag(!errors.isEmpty),
            "is_\(field.widget.element)": true, "is_hidden": .flag(field.widget == .hidden),
            "is_checkbox": .flag(field.widget == .checkbox),
            "attributes": .list(
                attributes(of: field).map { attribute in
                    guard let value = attribute.value else { return ["name": .text(attribute.name)] }
                    let isText = attribute.name == "placeholder"
                    return [
                        "name": .text(attribute.name), "value": ["value": .text(isText ? translate(value) : value)],
                    ]
                }),
        ]
        if !field.help.isEmpty { model["help"] = ["value": .text(translate(field.help))] }
        if field.widget == .textarea { model["text"] = .text(self[field.name]) }
        if case .choice(let choices) = field.kind {
            model["options"] = .list(
                choices.map { choice in
                    let isChosen = choice.value.utf8.elementsEqual(self[field.name].utf8)
                    return [
                        "value": .text(choice.value), "label": .text(translate(choice.label)),
                        "selected": .flag(isChosen),
                    ]
                })
        }
        return .object(model)
    }
}
