public import GatehouseDocuments
public import GatehousePasswords
public import Logging

/// An e-mail address and a password, in the collection of accounts. Named `email-password`.
///
/// Whether the address is unknown, the password is wrong or unusable, or the account is inactive shows neither in the
/// answer nor in the work done.
public struct EmailPasswordBackend<User: Account>: AuthenticationBackend {
    /// Whether accounts that are not active may sign in, too.
    let includesInactive: Bool
    private let check: PasswordCheck<User>

    /// Accounts of a collection.
    ///
    /// - Parameter includesInactive: whether accounts that are not active may sign in, too; the name is
    ///   `email-password-all-users` then.
    /// - Parameter logger: where it tells of stored hashes that cannot be verified, with the account's key.
    public init(
        _ documents: Documents<User>, passwords: PasswordHashing, includesInactive: Bool = false,
        logger: Logger = Logger(label: "gatehouse.accounts")
    ) {
        self.includesInactive = includesInactive
        check = PasswordCheck(documents: documents, passwords: passwords, logger: logger)
    }

    /// `email-password`, or `email-password-all-users` where inactive accounts are let in.
    public var name: BackendName { includesInactive ? .emailPasswordAllUsers : .emailPassword }
    /// How sessions name it: by its class, as Django does.
    public var sessionName: String {
        includesInactive ? "gatehouse.EmailPasswordAllUsersBackend" : "gatehouse.EmailPasswordBackend"
    }

    /// Whether accounts that are not active may sign in.
    public var admitsInactive: Bool { includesInactive }
    /// A password.
    public var methods: [AuthenticationMethod] { [.password] }

    /// A try for the account that the address names; nil without an address and a password.
    public func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        guard let email = credentials[AccountFormField.email], credentials[AccountFormField.password] != nil else {
            return nil
        }
        return credentials.email.map(AuthenticationAttempt.account(at:)) ?? .account(named: email)
    }

    /// Checks the password of the address's account. An unknown address costs the same hash as a known one.
    ///
    /// - Throws: `MongoError`; `PasswordError` when no hash can be made.
    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        guard credentials[AccountFormField.email] != nil, let password = credentials[AccountFormField.password],
            !PasswordHashing.isTooLong(password)
        else { return .declined }
        let (user, isCorrect) = try await check.run(email: credentials.email, password: password)
        guard let user, isCorrect, user.isActive || includesInactive else { return .declined(account: user?.id) }
        return .accepted(user)
    }

    /// The account of a key; nil where it is gone, or not active and those are not let in.
    ///
    /// - Throws: `MongoError`.
    public func account(_ id: User.ID) async throws -> User? {
        guard let user = try await check.documents.find(id), user.isActive || includesInactive else { return nil }
        return user
    }
}
