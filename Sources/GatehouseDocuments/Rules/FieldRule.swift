import GatehouseBSON
public import GatehouseMessages

/// A rule that values of a field must keep.
public struct FieldRule<Value>: Sendable {
    /// What is wrong with a value, or nil when it keeps the rule.
    let check: @Sendable (Value) -> Message?
    let describe: @Sendable (inout FieldTraits) -> Void
    let initialValue: (@Sendable () throws -> BSONValue)?

    init(
        describe: @escaping @Sendable (inout FieldTraits) -> Void = { _ in },
        initialValue: (@Sendable () throws -> BSONValue)? = nil,
        check: @escaping @Sendable (Value) -> Message? = { _ in nil }
    ) {
        self.check = check
        self.describe = describe
        self.initialValue = initialValue
    }

    /// A rule of one's own: returns what is wrong, or nil.
    ///
    /// ```swift
    /// Field("title", \.title, .rule { $0.hasPrefix("!") ? Message("shouting", "Do not shout.") : nil })
    /// ```
    public static func rule(_ check: @escaping @Sendable (Value) -> Message?) -> FieldRule {
        FieldRule(check: check)
    }

    /// No two documents hold the same value; a unique index sees to it.
    public static var unique: FieldRule { FieldRule(describe: { $0.isUnique = true }) }

    /// No visitor says what the value is: forms made of the document, sign-up and the profile leave the field out, whether
    /// they are sent as a form or as JSON. The program sets it.
    ///
    /// ```swift
    /// Field("role", \.role, .protected, .missing("member"))
    /// ```
    public static var protected: FieldRule { FieldRule(describe: { $0.isProtected = true }) }
}

extension FieldRule where Value: Encodable & SendableMetatype {
    /// The value a new document starts with when none is given, and a stored one that lacks it.
    public static func initially(_ make: @escaping @Sendable () -> Value) -> FieldRule {
        FieldRule(initialValue: { try BSONEncoder(keyStrategy: .snakeCase).encodeValue(make()) })
    }
}

extension FieldRule where Value: Encodable & SendableMetatype & Sendable {
    /// The value of a document that has none: of those that were stored before the field was declared, and of a new one
    /// for which none is given. Queries see what is stored, so they find the old ones by `exists(false)` until each is
    /// saved with the value.
    ///
    /// ```swift
    /// Field("plan", \.plan, .missing("free"))
    /// ```
    public static func missing(_ value: Value) -> FieldRule { .initially { value } }
}

extension FieldRule {
    /// A value must be given.
    public static var required: FieldRule { FieldRule(describe: { $0.isRequired = true }) }
}
