import GatehouseBSON

/// One field of a document: its name in the store, its property and its rules.
public struct Field<Root>: Sendable {
    /// The name in the store.
    public let name: String
    let path: any PartialKeyPath<Root> & Sendable
    /// What the rules say of it, for forms and indexes.
    public let traits: FieldTraits
    /// The failures of a document's value.
    let failures: @Sendable (Root) -> [String]
    /// The value that a new document starts with, or nil.
    let initialValue: (@Sendable () throws -> BSONValue)?

    /// A field that always has a value.
    @_disfavoredOverload  // a key path to an optional fits both
    public init<Value>(_ name: String, _ path: any KeyPath<Root, Value> & Sendable, _ rules: FieldRule<Value>...) {
        self.init(name, path, rules) { $0[keyPath: path] }
    }

    /// A field that may be absent.
    public init<Value>(_ name: String, _ path: any KeyPath<Root, Value?> & Sendable, _ rules: FieldRule<Value>...) {
        self.init(name, path, rules) { $0[keyPath: path] }
    }

    private init<Value>(
        _ name: String, _ path: any PartialKeyPath<Root> & Sendable, _ rules: [FieldRule<Value>],
        _ read: @escaping @Sendable (Root) -> Value?
    ) {
        self.name = name
        self.path = path
        var traits = FieldTraits()
        for rule in rules { rule.describe(&traits) }
        self.traits = traits
        initialValue = rules.lazy.compactMap(\.initialValue).first
        let isRequired = traits.isRequired
        failures = { document in
            guard let value = read(document) else { return isRequired ? [FieldMessages.required] : [] }
            return rules.compactMap { $0.check(value) }
        }
    }
}
