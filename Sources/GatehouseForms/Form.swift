/// A form: its fields, and what must hold of their values beyond their kinds.
///
/// ```swift
/// let form = Form([FormField("email", .email), FormField("password", .password), FormField("again", .password)])
///     .checking("email") { $0.text == "taken@example.com" ? FormFailure("Email is already registered") : nil }
///     .checking { values in
///         values["password"] == values["again"] ? [:] : ["again": [FormFailure("The passwords differ.")]]
///     }
/// var bound = try BoundForm(form, data)
/// if bound.isValid { use(bound.cleaned) }
/// ```
///
/// Values are cleaned in Django's order: each field by its kind and limits, then by its own check; then the form as a
/// whole.
public struct Form: Sendable {
    /// A check of one cleaned value: its failure, or nil.
    public typealias FieldCheck = @Sendable (FormValue) -> FormFailure?
    /// A check of the values that are fine by themselves: failures by field, under the empty name those of no field.
    public typealias FormCheck = @Sendable ([String: FormValue]) -> [String: [FormFailure]]

    /// The fields, in order.
    public let fields: [FormField]
    private(set) var fieldChecks: [String: [FieldCheck]] = [:]
    private(set) var formChecks: [FormCheck] = []

    /// A form of its fields.
    public init(_ fields: [FormField]) { self.fields = fields }

    /// The form with a check of a field, made when the field is fine by itself.
    public func checking(_ name: String, _ check: @escaping FieldCheck) -> Form {
        var form = self
        form.fieldChecks[name, default: []].append(check)
        return form
    }

    /// The form with a check of the whole, made of whatever values are fine by themselves.
    public func checking(_ check: @escaping FormCheck) -> Form {
        var form = self
        form.formChecks.append(check)
        return form
    }
}
