public import GatehouseMessages

/// Why something was not done with an account. What is wrong in a form is an `InvalidInput`.
public struct LifecycleError: RefusalError, Hashable, CustomStringConvertible {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// The link's token is not there, was used, is over, is for something else, or what it was for has changed.
        public static let invalidToken = Code(name: "invalid token")
        /// The password is not the account's.
        public static let wrongPassword = Code(name: "wrong password")
        /// The type of the accounts has no such thing.
        public static let unsupported = Code(name: "unsupported")
        /// The account is not there any more, or somebody changed it meanwhile.
        public static let gone = Code(name: "gone")

        /// The code in words, for logs.
        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code

    init(_ code: Code) { self.code = code }

    /// A link that was used, is too old, or was never given.
    package static let linkExpired = LifecycleError(.invalidToken)
    /// An account that is not there any more.
    package static let accountGone = LifecycleError(.gone)

    /// Wrong input for a wrong password, a conflict for an account that is gone or changed, and otherwise not found.
    public var refusal: Refusal? {
        switch code {
        case .invalidToken: Refusal(.notFound, AccountMessages.linkExpired)
        case .wrongPassword:
            .invalid(Failures(AccountMessages.wrongPassword, of: AccountField.password))
        case .unsupported: Refusal(.notFound, AccountMessages.unsupported)
        default: Refusal(.conflict, AccountMessages.changed)
        }
    }

    /// In words for a person.
    public var description: String {
        switch code {
        case .wrongPassword: AccountMessages.wrongPassword.text
        default: refusal?.message?.text ?? code.name
        }
    }
}
