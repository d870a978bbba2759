package import GatehouseMessages

/// What becomes of a name that an account's document has.
package struct MigratedName: Sendable, Hashable {
    /// What became of it.
    package enum Outcome: Sendable, Hashable {
        /// It can be written.
        case pending
        /// It was written.
        case written
        /// The account has a user name already: this one or, chosen since, another.
        case present
        /// Another account has it, whose key's text this is.
        case taken(by: String)
        /// The rules do not allow it.
        case refused([Message])
        /// The account's key cannot be read.
        case unreadableKey
        /// The account was deleted meanwhile.
        case gone
    }

    /// The account's key, as text.
    package let account: String
    /// The name, as the document has it.
    package let typed: String
    /// What became of it.
    package let outcome: Outcome

    /// Whether it is left out, and somebody has to decide.
    package var isLeftOut: Bool {
        switch outcome {
        case .taken, .refused, .unreadableKey: true
        case .pending, .written, .present, .gone: false
        }
    }
}
