public import GatehouseBSON

/// What a field's rules say of it, for those who draw forms and make indexes.
public struct FieldTraits: Sendable, Hashable {
    /// Whether a value must be given and, for text, not be empty.
    public var isRequired = false
    /// Whether no two documents may hold the same value.
    public var isUnique = false
    /// Whether only the program sets it, never what a visitor sends.
    public var isProtected = false
    /// The least number of Unicode code points of a text.
    public var minimumLength: Int?
    /// The greatest number of Unicode code points of a text.
    public var maximumLength: Int?
    /// The least value.
    public var minimum: BSONValue?
    /// The greatest value.
    public var maximum: BSONValue?
    /// The regular expression that a whole text must match.
    public var pattern: String?
    /// The values that are allowed; nil for all.
    public var choices: [BSONValue]?
    /// Whether it is an e-mail address.
    public var isEmail = false
    /// Whether it is the address of a page.
    public var isURL = false
}
