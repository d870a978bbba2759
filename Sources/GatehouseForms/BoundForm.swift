public import GatehouseMessages

/// A form to show: empty, with a document's values, or with what was typed into it, which is cleaned then, and the
/// messages beside it.
public struct BoundForm: Sendable {
    /// The fields, in order.
    public let fields: [FormField]
    /// What stands before each name, so that two forms fit on one page; empty for nothing.
    public let prefix: String
    private var values: [String: String] = [:]
    /// The cleaned values, of the fields without failures.
    public private(set) var cleaned: [String: FormValue] = [:]
    /// What is wrong, by field; under ``Failures/whole`` what belongs to no field.
    public private(set) var failures = Failures()
    /// Whether something was typed into it. A form that is empty is never valid.
    public let isBound: Bool

    /// An empty form.
    public init(_ fields: [FormField]) { self.init(Form(fields)) }

    /// An empty form.
    ///
    /// - Parameter prefix: what stands before each name with a hyphen.
    public init(_ form: Form, prefix: String = "") {
        fields = form.fields
        self.prefix = prefix
        isBound = false
        for field in fields { values[field.name] = field.initial?.sent }
    }

    /// A form with what a browser sent, cleaned.
    ///
    /// - Throws: ``FormDataError/duplicate`` when a field was sent twice.
    public init(_ form: Form, _ data: FormData, prefix: String = "") throws(FormDataError) {
        fields = form.fields
        self.prefix = prefix
        isBound = true
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
        return value.map(field.stripped)
    }

    private mutating func clean(_ form: Form, _ sent: [String: String]) {
        for field in fields {
            do {
                var value = try field.clean(sent[field.name])
                for clean in form.fieldCleanings[field.name] ?? [] {
                    value = try clean(value)
                    values[field.name] = value.sent
                }
                cleaned[field.name] = value
            } catch {
                add(error, to: field.name)
            }
        }
        for check in form.formChecks { add(check(cleaned)) }
    }

    /// Whether something was typed into it, was cleaned, and nothing is wrong with it.
    public var isValid: Bool { isBound && failures.isEmpty }
    /// The English texts of the messages, by field.
    public var errors: [String: [String]] { failures.texts.filter { $0.key != Failures.whole } }
    /// The English texts of the messages that belong to no field.
    public var formErrors: [String] { failures.ofWhole.map(\.text) }

    /// The value of a field as it stands in the form; empty when it was not sent.
    public subscript(name: String) -> String {
        get { values[name] ?? "" }
        set { values[name] = newValue }
    }

    /// Adds a message beside a field, or to the form for a field that it does not have. The field's value counts as
    /// cleaned no more.
    ///
    /// - Parameter name: nil for the form as a whole.
    public mutating func add(_ message: Message, to name: String? = nil) {
        let field = name.flatMap { name in fields.contains { $0.name == name } ? name : nil }
        if let field { cleaned[field] = nil }
        failures.add(message, to: field)
    }

    /// Adds messages by field.
    public mutating func add(_ failures: Failures) {
        for field in failures.fields { for message in failures[field] { add(message, to: field) } }
        for message in failures.ofWhole { add(message) }
    }
}
