public import GatehouseMessages

/// A rule for new passwords. One's own needs one method.
///
/// ```swift
/// struct NoSpaces: PasswordValidator {
///     func failures(of password: String, for context: PasswordContext) -> [Message] {
///         password.contains(" ") ? [Message("password_space", "A space is not allowed.")] : []
///     }
/// }
/// ```
public protocol PasswordValidator: Sendable {
    /// What a password breaks of the rule; empty when it keeps it.
    func failures(of password: String, for context: PasswordContext) async -> [Message]

    /// What to tell before a password is chosen; nil for nothing.
    var help: Message.Words? { get }
}

extension PasswordValidator {
    /// Nil: nothing to tell.
    public var help: Message.Words? { nil }
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
