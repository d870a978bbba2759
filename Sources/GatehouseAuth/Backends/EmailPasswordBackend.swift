public import GatehouseDocuments
public import GatehousePasswords
public import Logging

/// An e-mail address, or another name of an account where the site has such, and a password. Named `email-password`.
///
/// Neither the answer nor the work done shows whether the address or the name is unknown, the password is wrong or unusable,
/// or the account is inactive.
public struct EmailPasswordBackend<User: Account>: AuthenticationBackend {
    /// Whether accounts that are not active may sign in, too.
    let includesInactive: Bool
    private let check: PasswordCheck<User>
    private let names: [any AccountNames<User>]

    /// Accounts of a collection.
    ///
    /// - Parameter includesInactive: whether accounts that are not active may sign in, too; the name is
    ///   `email-password-all-users` then.
    /// - Parameter names: names of accounts besides their addresses, which are taken in an address's place.
    /// - Parameter logger: where it tells of stored hashes that cannot be verified, with the account's key.
    public init(
        _ documents: Documents<User>, passwords: PasswordHashing, includesInactive: Bool = false,
        names: [any AccountNames<User>] = [], logger: Logger = Logger(label: "gatehouse.accounts")
    ) {
        self.includesInactive = includesInactive
        self.names = names
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

    /// A try for the account that the address or name is of; nil without one and a password.
    public func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        guard let email = credentials[AccountFormField.email], credentials[AccountFormField.password] != nil else {
            return nil
        }
        if let address = credentials.email { return .account(at: address) }
        return .account(named: named(email)?.name ?? email)
    }

    /// The names of the kinds that the site has besides addresses: each account's owner is known by them, too.
    ///
    /// - Throws: what those that keep the names throw.
    public func names(of user: User) async throws -> [String] {
        var all: [String] = []
        for kind in names { all += try await kind.names(of: user) }
        return all
    }

    /// A text as a name, and the kind of names that it is one of.
    private func named(_ typed: String) -> (kind: any AccountNames<User>, name: String)? {
        for kind in names { if let name = kind.canonical(typed) { return (kind, name) } }
        return nil
    }

    /// Checks the password of the address's or the name's account. An unknown one costs the same hash as a known one.
    ///
    /// - Throws: `MongoError`; what those that keep names throw; `PasswordError` when no hash can be made.
    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        guard let email = credentials[AccountFormField.email], let password = credentials[AccountFormField.password],
            !PasswordHashing.isTooLong(password)
        else { return .declined }
        let (user, isCorrect) = try await run(email, credentials.email, password)
        guard let user, isCorrect, user.isActive || includesInactive else { return .declined(account: user?.id) }
        return .accepted(user)
    }

    private func run(
        _ typed: String, _ address: EmailAddress?, _ password: String
    ) async throws -> (User?, isCorrect: Bool) {
        guard address == nil, let (kind, name) = named(typed) else {
            return try await check.run(email: address, password: password)
        }
        return try await check.run(id: try await kind.account(named: name), password: password)
    }

    /// The account of a key; nil where it is gone, or not active and those are not let in.
    ///
    /// - Throws: `MongoError`.
    public func account(_ id: User.ID) async throws -> User? {
        guard let user = try await check.documents.find(id), user.isActive || includesInactive else { return nil }
        return user
    }
}
