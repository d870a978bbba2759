public import GatehouseMessages

/// A form: its fields, and what must hold of their values beyond their kinds.
///
/// ```swift
/// let form = Form([FormField("email", .email), FormField("password", .password), FormField("again", .password)])
///     .checking("email") { $0.email?.text == "taken@example.com" ? "Choose another address." : nil }
///     .checking { values in
///         values["password"] == values["again"] ? [:] : ["again": [Message("mismatch", "The passwords differ.")]]
///     }
/// var bound = try BoundForm(form, data)
/// if bound.isValid { use(bound.cleaned) }
/// ```
///
/// Values are cleaned in Django's order: each field by its kind and limits, then by its own cleaning and checks; then the
/// form as a whole.
public struct Form: Sendable {
    /// A check of one cleaned value: what is wrong with it, or nil.
    public typealias FieldCheck = @Sendable (FormValue) -> Message?
    /// A cleaning of one value: another value in its place, or a message that refuses it.
    public typealias FieldCleaning = @Sendable (FormValue) throws(Message) -> FormValue
    /// A check of the values that are fine by themselves: messages by field, under ``Failures/whole`` those of no field.
    public typealias FormCheck = @Sendable ([String: FormValue]) -> Failures

    /// The fields, in order.
    public private(set) var fields: [FormField]
    private(set) var fieldCleanings: [String: [FieldCleaning]] = [:]
    private(set) var formChecks: [FormCheck] = []

    /// A form of its fields.
    public init(_ fields: [FormField]) { self.fields = fields }

    /// The form with more fields.
    ///
    /// - Parameter name: the field after which they stand; nil for the end.
    public func adding(_ more: [FormField], after name: String? = nil) -> Form {
        var form = self
        let place = name.flatMap { name in fields.firstIndex { $0.name == name }.map { $0 + 1 } }
        form.fields.insert(contentsOf: more, at: place ?? fields.endIndex)
        return form
    }

    /// The form with a check of a field, made when the field is fine by itself.
    public func checking(_ name: String, _ check: @escaping FieldCheck) -> Form {
        cleaning(name) { value throws(Message) in
            if let message = check(value) { throw message }
            return value
        }
    }

    /// The form with a cleaning of a field, made when the field is fine by itself; what it returns is the field's value.
    ///
    /// ```swift
    /// form.cleaning("code") { .text(($0.text ?? "").uppercased()) }
    /// ```
    public func cleaning(_ name: String, _ clean: @escaping FieldCleaning) -> Form {
        var form = self
        form.fieldCleanings[name, default: []].append(clean)
        return form
    }

    /// The form with a check of the whole, made of whatever values are fine by themselves.
    public func checking(_ check: @escaping FormCheck) -> Form {
        var form = self
        form.formChecks.append(check)
        return form
    }
}
