import GatehouseBSON
public import GatehouseDocuments
public import GatehousePasswords
public import Logging

/// Verifies passwords of accounts, at the same cost for all that fail, and rehashes outdated ones. A backend that finds
/// its accounts in its own way needs it.
///
/// ```swift
/// func authenticate(_ credentials: Credentials, _ client: Client) async throws -> AuthenticationOutcome<User> {
///     guard let name = credentials["username"], let password = credentials["password"] else { return .declined }
///     let user = try await users.first { $0.username == name }
///     guard let user = try await check.verified(user, password: password) else { return .declined(account: user?.id) }
///     return .accepted(user)
/// }
/// ```
///
/// A feature gets one from its ground: `ground.passwordCheck`.
public struct PasswordCheck<User: Account>: Sendable {
    let documents: Documents<User>
    let passwords: PasswordHashing
    let logger: Logger

    /// Checks of passwords.
    ///
    /// - Parameters:
    ///   - documents: where the accounts are; outdated hashes are written there.
    ///   - logger: where it tells of stored hashes that cannot be verified, with the account's key.
    public init(
        documents: Documents<User>, passwords: PasswordHashing, logger: Logger = Logger(label: "gatehouse.accounts")
    ) {
        self.documents = documents
        self.passwords = passwords
        self.logger = logger
    }

    /// The account, if the password is its own and it may sign in.
    ///
    /// Ask for an account that was not found, too, with nil: what fails costs the same, whether the account is unknown, the
    /// password wrong or unusable, or the account inactive. Decline before this for credentials that are not yours.
    ///
    /// - Returns: the account, with a new hash where its own was outdated; nil for any other.
    /// - Throws: `PasswordError` when too much waits to be hashed; `MongoError`.
    public func verified(_ user: User?, password: String) async throws -> User? {
        let (user, isCorrect) = try await verify(password, rehashing: user)
        guard let user, isCorrect, user.isActive else { return nil }
        return user
    }

    /// The account of an address, if there is one, and whether the password is its own.
    func run(email: EmailAddress?, password: String) async throws -> (User?, isCorrect: Bool) {
        try await verify(password, rehashing: try await find(email: email))
    }

    /// The account of a key, if there is one, and whether the password is its own.
    ///
    /// - Parameter id: nil where no account has the name that was typed.
    func run(id: User.ID?, password: String) async throws -> (User?, isCorrect: Bool) {
        var user: User?
        if let id { user = try await documents.find(id) }
        if user == nil { try await findNothing() }
        return try await verify(password, rehashing: user)
    }

    private func verify(_ password: String, rehashing user: User?) async throws -> (User?, isCorrect: Bool) {
        // No account has one, and nobody is told apart by its length.
        guard !PasswordHashing.isTooLong(password) else { return (user, false) }
        let verdict = try await verify(password, of: user)
        guard var user, verdict.isCorrect else { return (user, false) }
        if verdict.needsRehash, user.isActive { try await rehash(password, of: &user) }
        return (user, true)
    }

    private func find(email: EmailAddress?) async throws -> User? {
        guard let email else { return nil }
        if let user = try await documents.find(email: email) { return user }
        readNothing(email.text)
        return nil
    }

    /// The work of looking for an account and of reading it, for nothing.
    private func findNothing() async throws {
        let text = UnusablePassword.make().text
        _ = try await documents.first("_id", equals: text)
        readNothing(text)
    }

    /// The work of reading an account, for nothing: it would show next to a fast hash.
    private func readNothing(_ email: String) {
        _ = try? User.schema.make([
            documents.stored(AccountField.email): .string(email),
            AccountField.password: .string(UnusablePassword.make().text),
        ])
    }

    /// A stored hash that cannot be read, that costs too much or that this build leaves out lets nobody in, at the cost of any other refusal. Only
    /// the log tells: its owner needs a new password, and somebody else may have written it.
    func verify(_ password: String, of user: User?) async throws -> PasswordVerdict {
        do {
            return try await passwords.verify(password, user?.password)
        } catch let error as PasswordError where error.isOfHash {
            logger.warning(
                "A stored password hash cannot be verified",
                metadata: ["account": "\(user?.id?.keyText ?? "")", "reason": "\(error.message)"])
            return try await passwords.verify(password, nil)
        }
    }

    /// Writes the hash anew unless somebody changed it meanwhile. That it fails is no reason to refuse a right password:
    /// the next sign-in tries again.
    private func rehash(_ password: String, of user: inout User) async throws {
        guard let id = user.id, let hash = try? await passwords.hash(password) else { return }
        let isOurs = try? await documents.set(
            [AccountField.password: .string(hash.text)], of: id,
            where: [AccountField.password: .string(user.password.text)])
        if isOurs == true {
            user.password = hash
        } else if let current = try await documents.find(id), try await verify(password, of: current).isCorrect {
            // Another sign-in was faster; the session must fit the hash that is stored now.
            user = current
        }
    }
}
