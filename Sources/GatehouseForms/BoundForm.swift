/// A form and what was typed into it: the values kept for the next page and the failures beside them.
public struct BoundForm: Sendable {
    /// The fields, in order.
    public let fields: [FormField]
    private var values: [String: String] = [:]
    /// The failures, by field.
    public private(set) var errors: [String: [String]] = [:]
    /// Failures that belong to no field.
    public private(set) var formErrors: [String] = []

    /// An empty form.
    public init(_ fields: [FormField]) { self.fields = fields }

    /// A form with what a browser sent. White space around values is dropped, except around passwords.
    ///
    /// - Throws: ``FormDataError/duplicate`` when a field was sent twice.
    public init(_ fields: [FormField], _ data: FormData) throws(FormDataError) {
        self.fields = fields
        for field in fields {
            let value = try data.single(field.name) ?? ""
            values[field.name] = field.widget == .password ? value : Self.trimmed(value)
        }
    }

    /// Whether no failure was found yet.
    public var isValid: Bool { errors.isEmpty && formErrors.isEmpty }

    /// The value of a field, cleaned; empty when it was not sent.
    public subscript(name: String) -> String {
        get { values[name] ?? "" }
        set { values[name] = newValue }
    }

    /// Adds a failure beside a field, or to the form for a field it does not have.
    public mutating func add(_ message: String, to name: String) {
        guard fields.contains(where: { $0.name == name }) else {
            formErrors.append(message)
            return
        }
        if errors[name]?.contains(message) != true { errors[name, default: []].append(message) }
    }

    /// Adds failures by field.
    public mutating func add(_ failures: [String: [String]]) {
        for (name, messages) in failures.sorted(by: { $0.key < $1.key }) {
            for message in messages { add(message, to: name) }
        }
    }

    /// Adds a failure of the form as a whole.
    public mutating func addFormError(_ message: String) { formErrors.append(message) }

    /// Drops Unicode white space at both ends.
    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) }
        return String(scalars[..<(end ?? scalars.startIndex)])
    }
}
