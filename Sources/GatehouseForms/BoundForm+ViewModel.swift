extension BoundForm {
    /// What a template needs to draw the form: plain dictionaries, lists and texts. Values of passwords are left out.
    public var viewModel: [String: Any] {
        [
            "fields": fields.map(viewModel), "form_errors": formErrors, "has_form_errors": !formErrors.isEmpty,
            "has_errors": !isValid,
        ]
    }

    private func viewModel(of field: FormField) -> [String: Any] {
        let errors = errors[field.name] ?? []
        let id = "id_\(field.name)"
        let described = (field.help.isEmpty ? [] : ["\(id)_helptext"]) + (errors.isEmpty ? [] : ["\(id)_error"])
        var model: [String: Any] = [
            "id": id, "name": field.name, "label": field.label, "type": field.widget.inputType,
            "required": field.isRequired, "errors": errors, "has_errors": !errors.isEmpty,
        ]
        func add(_ key: String, _ value: String) { if !value.isEmpty { model[key] = ["value": value] } }
        add("value", field.widget == .password ? "" : self[field.name])
        add("placeholder", field.placeholder)
        add("autocomplete", field.autocomplete)
        add("help", field.help)
        add("described_by", described.joined(separator: " "))
        add("minlength", field.minimumLength.map { String($0) } ?? "")
        add("maxlength", field.maximumLength.map { String($0) } ?? "")
        return model
    }
}
