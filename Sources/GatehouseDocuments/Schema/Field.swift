import GatehouseBSON
import GatehouseMessages

/// One field of a document: its name in the store, its property and its rules.
public final class Field<Root>: Sendable {
    /// The name in the store.
    public let name: String
    let path: any PartialKeyPath<Root> & Sendable
    /// Whether the property may be absent.
    public let isOptional: Bool
    /// The type of its values.
    public let valueType: Any.Type
    /// What the rules say of it, for forms and indexes.
    public let traits: FieldTraits
    /// The failures of a document's value: the field's own under the empty path, those of what is embedded in it under
    /// paths such as `.city`.
    let failures: @Sendable (Root) -> Failures
    /// A `FieldChecks` of the field's type, for values that come without a document.
    let checks: any Sendable
    /// The value of a document, where it is a text.
    private let text: @Sendable (Root) -> String?
    /// Whether a document has a value.
    private let isPresent: @Sendable (Root) -> Bool
    /// The value that a new document starts with, or nil.
    let initialValue: (@Sendable () throws -> BSONValue)?

    /// A field that always has a value.
    @_disfavoredOverload  // a key path to an optional fits both
    public convenience init<Value>(
        _ name: String, _ path: any KeyPath<Root, Value> & Sendable, _ rules: FieldRule<Value>...
    ) {
        self.init(name, path, rules, isOptional: false) { $0[keyPath: path] }
    }

    /// A field that may be absent.
    public convenience init<Value>(
        _ name: String, _ path: any KeyPath<Root, Value?> & Sendable, _ rules: FieldRule<Value>...
    ) {
        self.init(name, path, rules, isOptional: true) { $0[keyPath: path] }
    }

    private init<Value>(
        _ name: String, _ path: any PartialKeyPath<Root> & Sendable, _ rules: [FieldRule<Value>], isOptional: Bool,
        _ read: @escaping @Sendable (Root) -> Value?
    ) {
        self.name = name
        self.path = path
        self.isOptional = isOptional
        valueType = Value.self
        var traits = FieldTraits()
        for rule in rules { rule.describe(&traits) }
        self.traits = traits
        initialValue = rules.lazy.compactMap(\.initialValue).first
        let checks = FieldChecks(rules: rules, isRequired: traits.isRequired)
        self.checks = checks
        failures = { checks.failures(of: read($0)) }
        text = { root in read(root) as? String }
        isPresent = { read($0) != nil }
    }

    /// The value of a document, where it is a text; nil for another and for none.
    package func text(of document: Root) -> String? { text(document) }
    /// Whether a document has a value.
    package func isPresent(in document: Root) -> Bool { isPresent(document) }
}

/// The rules of a field, for values of its type.
struct FieldChecks<Value>: Sendable {
    let rules: [FieldRule<Value>]
    let isRequired: Bool
    private let isEmbedded = Value.self is any EmbeddedDocument.Type || Value.self is any EmbeddedList.Type

    init(rules: [FieldRule<Value>], isRequired: Bool) {
        self.rules = rules
        self.isRequired = isRequired
    }

    /// All failures of a value, or of its absence.
    func failures(of value: Value?) -> Failures {
        guard let value else { return isRequired ? ["": [FieldMessages.required]] : [:] }
        // What is missing altogether need not be told to be too short as well.
        if isRequired, let text = value as? String, text.isEmpty { return ["": [FieldMessages.required]] }
        var failures = Failures(["": rules.compactMap { $0.check(value) }])
        guard isEmbedded else { return failures }
        let inner = (value as? any EmbeddedDocument)?.embeddedFailures ?? (value as? any EmbeddedList)?.embeddedFailures
        if let inner { failures.add(inner) }
        return failures
    }
}
