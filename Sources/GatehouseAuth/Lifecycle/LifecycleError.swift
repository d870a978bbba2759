/// Why something was not done with an account. What is wrong in a form is a ``SignUpError``.
public struct LifecycleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// The link's token is not there, was used, is over, is for something else, or what it was for has changed.
        public static let invalidToken = Code(name: "invalid token")
        /// The password is not the account's, or was tried too often.
        public static let wrongPassword = Code(name: "wrong password")
        /// The type of the accounts has no such thing.
        public static let unsupported = Code(name: "unsupported")
        /// The account is not there any more, or somebody changed it meanwhile.
        public static let gone = Code(name: "gone")

        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code

    init(_ code: Code) { self.code = code }

    /// In words for a person.
    public var description: String {
        switch code {
        case .invalidToken: "The link is not good any more. Ask for a new one."
        case .wrongPassword: "The password is not right. After several tries, wait some minutes."
        case .unsupported: "Accounts of this site cannot do that."
        case .gone: "The account is not there any more, or it was changed meanwhile. Try again."
        default: code.name
        }
    }
}
