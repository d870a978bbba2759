/// What a field's rules say of it, for those who draw forms and make indexes.
public struct FieldTraits: Sendable, Hashable {
    /// Whether a value must be given and, for text, not be empty.
    public var isRequired = false
    /// Whether no two documents may hold the same value.
    public var isUnique = false
    /// The least number of Unicode code points of a text.
    public var minimumLength: Int?
    /// The greatest number of Unicode code points of a text.
    public var maximumLength: Int?
    /// Whether it is an e-mail address.
    public var isEmail = false
}
