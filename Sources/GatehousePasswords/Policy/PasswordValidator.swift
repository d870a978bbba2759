/// A rule for new passwords. One's own needs one method.
///
/// ```swift
/// struct NoSpaces: PasswordValidator {
///     func failures(of password: String, for context: PasswordContext) -> [PasswordFailure] {
///         password.contains(" ") ? [PasswordFailure("password_space", "A space is not allowed.")] : []
///     }
/// }
/// ```
public protocol PasswordValidator: Sendable {
    /// What a password breaks of the rule; empty when it keeps it.
    func failures(of password: String, for context: PasswordContext) async -> [PasswordFailure]

    /// What to tell before a password is chosen; empty for nothing.
    var helpText: String { get }
}

extension PasswordValidator {
    public var helpText: String { "" }
}

/// What a password breaks of a rule.
public struct PasswordFailure: Sendable, Hashable {
    /// A stable name, Django's where it has one.
    public let code: String
    /// Words for a form.
    public let message: String

    /// A failure of its name and words.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// Whose password it is to be.
public struct PasswordContext: Sendable, Hashable {
    /// What is known of the person, as a name to show and a value: `("email address", "ann@example.com")`.
    public var attributes: [Attribute]
    /// Words that must not be the password: the site's name and the like.
    public var words: [String]

    /// Something known of a person.
    public struct Attribute: Sendable, Hashable {
        /// What it is called in a message.
        public let name: String
        /// Its value.
        public let value: String

        /// A value with its name.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Nobody in particular.
    public init(attributes: [Attribute] = [], words: [String] = []) {
        self.attributes = attributes
        self.words = words
    }
}
