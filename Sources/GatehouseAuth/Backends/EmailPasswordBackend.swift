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

    public var name: BackendName { includesInactive ? .emailPasswordAllUsers : .emailPassword }
    public var sessionName: String {
        includesInactive ? "gatehouse.EmailPasswordAllUsersBackend" : "gatehouse.EmailPasswordBackend"
    }

    public var admitsInactive: Bool { includesInactive }
    public var methods: [AuthenticationMethod] { [.password] }

    public func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        guard let email = credentials["email"], credentials["password"] != nil else { return nil }
        return credentials.email.map(AuthenticationAttempt.account(at:)) ?? .account(named: email)
    }

    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        guard credentials["email"] != nil, let password = credentials["password"],
            !PasswordHashing.isTooLong(password)
        else { return .declined }
        let (user, isCorrect) = try await check.run(email: credentials.email, password: password)
        guard let user, isCorrect, user.isActive || includesInactive else { return .declined(account: user?.id) }
        return .accepted(user)
    }

    public func account(_ id: User.ID) async throws -> User? {
        guard let user = try await check.documents.find(id), user.isActive || includesInactive else { return nil }
        return user
    }
}
