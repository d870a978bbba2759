import GatehouseBase
import GatehouseMessages

extension BoundForm {
    /// The name of a field's element.
    public func name(of field: FormField) -> String { prefix.isEmpty ? field.name : "\(prefix)-\(field.name)" }
    /// The identifier of a field's element.
    public func id(of field: FormField) -> String { "id_\(name(of: field))" }

    /// The attributes of a field's element, in the order in which Django writes them.
    public func attributes(of field: FormField) -> [FormField.Attribute] {
        var attributes: [FormField.Attribute] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { attributes.append(.init(name, value)) }
        }
        func add(flag name: String, _ isOn: Bool) { if isOn { attributes.append(.init(name)) } }
        let isInput = field.widget.element == "input"
        if isInput { add("type", field.widget.inputType) }
        add("name", name(of: field))
        let isSecret = field.widget == .password && !field.showsTypedPassword
        let showsValue = isInput && !isSecret && field.widget != .checkbox
        if showsValue { add("value", self[field.name]) }
        add("placeholder", field.placeholder)
        add("autocomplete", field.autocomplete)
        attributes += field.attributes
        if field.widget == .textarea { attributes += [.init("cols", "40"), .init("rows", "10")] }
        if case .integer(let minimum, let maximum) = field.kind {
            add("min", minimum.map { String($0) })
            add("max", maximum.map { String($0) })
        }
        add("maxlength", field.maximumLength.map { String($0) })
        add("minlength", field.minimumLength.map { String($0) })
        // Hidden fields and lists with nothing to leave out cannot be required of a person.
        add(flag: "required", field.isRequired && field.widget != .hidden && field.widget != .select)
        add(flag: "disabled", field.isDisabled)
        let hasErrors = !failures[field.name].isEmpty && field.widget != .hidden
        if hasErrors { add("aria-invalid", "true") }
        let described =
            (field.help == nil ? [] : ["\(id(of: field))_helptext"]) + (hasErrors ? ["\(id(of: field))_error"] : [])
        add("aria-describedby", described.joined(separator: " "))
        add("id", id(of: field))
        add(flag: "checked", field.widget == .checkbox && isOn(field))
        return attributes
    }

    /// Whether a box is ticked.
    private func isOn(_ field: FormField) -> Bool { BooleanText.isTrue(self[field.name]) }
}
