/// A form and what was typed into it: the values kept for the next page and the failures beside them.
public struct BoundForm: Sendable {
    /// The fields, in order.
    public let fields: [FormField]
    /// What stands before each name, so that two forms fit on one page; empty for nothing.
    public let prefix: String
    private var values: [String: String] = [:]
    /// The cleaned values, of the fields without failures.
    public private(set) var cleaned: [String: FormValue] = [:]
    /// The failures with their codes, by field.
    public private(set) var failures: [String: [FormFailure]] = [:]
    /// Failures that belong to no field, with their codes.
    public private(set) var formFailures: [FormFailure] = []

    /// An empty form.
    public init(_ fields: [FormField]) {
        self.fields = fields
        prefix = ""
        for field in fields { values[field.name] = field.initial?.sent }
    }

    /// An empty form.
    ///
    /// - Parameter prefix: what stands before each name with a hyphen.
    public init(_ form: Form, prefix: String = "") {
        fields = form.fields
        self.prefix = prefix
        for field in fields { values[field.name] = field.initial?.sent }
    }

    /// A form with what a browser sent, not cleaned yet. White space around values is dropped, except around passwords.
    ///
    /// - Throws: ``FormDataError/duplicate`` when a field was sent twice.
    public init(_ fields: [FormField], _ data: FormData) throws(FormDataError) {
        self.fields = fields
        prefix = ""
        for field in fields { values[field.name] = try Self.value(of: field, in: data, prefix: "") ?? "" }
    }

    /// A form with what a browser sent, cleaned.
    ///
    /// - Throws: ``FormDataError/duplicate`` when a field was sent twice.
    public init(_ form: Form, _ data: FormData, prefix: String = "") throws(FormDataError) {
        fields = form.fields
        self.prefix = prefix
        var sent: [String: String] = [:]
        for field in fields { sent[field.name] = try Self.value(of: field, in: data, prefix: prefix) }
        values = sent
        for field in fields where field.isDisabled { values[field.name] = field.initial?.sent }
        clean(form, sent)
    }

    private static func value(
        of field: FormField, in data: FormData, prefix: String
    ) throws(FormDataError) -> String? {
        let name = prefix.isEmpty ? field.name : "\(prefix)-\(field.name)"
        let value = try data.single(name)
        if field.widget == .password || field.widget == .email || field.widget == .hidden {
            guard data.fields.allSatisfy({ $0.isText || $0.name != name }) else { throw .malformed }
        }
        return field.strips ? value.map(FormField.trimmed) : value
    }

    private mutating func clean(_ form: Form, _ sent: [String: String]) {
        for field in fields {
            do {
                let value = try field.clean(sent[field.name])
                let found = (form.fieldChecks[field.name] ?? []).lazy.compactMap { $0(value) }.first
                if let found { add(found, to: field.name) } else { cleaned[field.name] = value }
            } catch {
                add(error, to: field.name)
            }
        }
        for check in form.formChecks {
            for (name, found) in check(cleaned).sorted(by: { $0.key < $1.key }) {
                for failure in found { add(failure, to: name) }
            }
        }
    }

    /// Whether no failure was found yet.
    public var isValid: Bool { failures.isEmpty && formFailures.isEmpty }
    /// The words of the failures, by field.
    public var errors: [String: [String]] { failures.mapValues { $0.map(\.message) } }
    /// The words of the failures that belong to no field.
    public var formErrors: [String] { formFailures.map(\.message) }

    /// The value of a field as it stands in the form; empty when it was not sent.
    public subscript(name: String) -> String {
        get { values[name] ?? "" }
        set { values[name] = newValue }
    }

    /// Adds a failure beside a field, or to the form for a field it does not have. Its value counts as cleaned no more.
    public mutating func add(_ failure: FormFailure, to name: String) {
        guard fields.contains(where: { $0.name == name }) else {
            formFailures.append(failure)
            return
        }
        cleaned[name] = nil
        if failures[name]?.contains(where: { $0.message == failure.message }) != true {
            failures[name, default: []].append(failure)
        }
    }

    /// Adds a failure beside a field, or to the form for a field it does not have.
    public mutating func add(_ message: String, to name: String) { add(FormFailure(message), to: name) }

    /// Adds failures by field.
    public mutating func add(_ failures: [String: [String]]) {
        for (name, messages) in failures.sorted(by: { $0.key < $1.key }) {
            for message in messages { add(message, to: name) }
        }
    }

    /// Adds a failure of the form as a whole.
    public mutating func addFormError(_ message: String) { formFailures.append(FormFailure(message)) }
}
