public import GatehouseDocuments

/// What somebody shows to prove who they are: texts by name.
///
/// ```swift
/// let credentials = Credentials(email: "ada@example.com", password: "correct horse")
/// let key: Credentials = ["api-key": "…"]
/// ```
///
/// It never shows its values when printed.
public struct Credentials: Sendable, ExpressibleByDictionaryLiteral {
    private let values: [String: String]
    /// The address of the member `email`, read once; nil where there is none, or it is no address.
    public let email: EmailAddress?

    /// None: what a backend gets that goes by the request alone.
    public init() { self.init(values: [:]) }

    /// An e-mail address, in any spelling, and a password.
    public init(email: String, password: String) {
        self.init(values: [AccountFormField.email: email, AccountFormField.password: password])
    }

    /// Texts by name. Of two with one name the last counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(values: Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }

    /// Texts by name.
    public init(values: [String: String]) {
        self.values = values
        email = values[AccountFormField.email].flatMap { EmailAddress($0) }
    }

    /// The text of a name, or nil.
    public subscript(name: String) -> String? { values[name] }

    /// Whether there are none.
    public var isEmpty: Bool { values.isEmpty }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names, never the values.
    public var description: String { "credentials: \(values.keys.sorted().joined(separator: ", "))" }
    /// The same as ``description``: debugging shows no more than printing.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show what ``description`` leaves out.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
