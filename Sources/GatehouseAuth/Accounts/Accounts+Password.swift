import GatehouseBSON
import GatehouseDocuments
public import GatehouseMessages
import GatehousePasswords
public import GatehouseSessions

extension Accounts {
    /// What a new password of an account breaks of the policy; empty when it is fine.
    public func passwordFailures(_ password: String, for user: User) async throws -> Failures {
        let document = try User.schema.encode(user)
        let members = AccountField.names.compactMap { field, _ in document[field].map { (field, $0) } }
        return await passwordFailures(
            password, email: user.email, members: Dictionary(members) { first, _ in first })
    }

    /// Gives an account a password, which ends its sessions but one.
    ///
    /// - Parameter kept: the session that stays, with a new token: that of the request in which the owner changes the
    ///   password. Others end at their next request.
    /// - Returns: whether the account is still there, with the password and the address that it had when it was read.
    /// - Throws: `InvalidInput` with messages for the form; `PasswordError`, `MongoError`.
    @discardableResult
    public func setPassword(
        _ password: String, of user: inout User, keeping kept: Session? = nil, client: Client = Client()
    ) async throws -> Bool {
        guard let id = user.id else { throw UnsavedAccountError() }
        let before = user
        let hash = try await passwords.withPlace {
            try await checkPassword(password, for: before)
            return try await passwords.hash(password)
        }
        guard try await write(hash, of: &user) else { return false }
        if let kept { try updateSessionHash(of: user, replacing: before, in: kept) }
        await emit(.passwordChanged, account: id.keyText, client: client)
        return true
    }

    /// Whether it keeps the policy.
    ///
    /// - Throws: `InvalidInput` with what a new password breaks.
    func checkPassword(_ password: String, for user: User) async throws {
        let failures = try await passwordFailures(password, for: user)
        guard failures.isEmpty else { throw InvalidInput(failures) }
    }

    /// Gives an account the hash of a password, unless its password or address changed since it was read.
    func write(_ hash: PasswordHash, of user: inout User) async throws -> Bool {
        guard let id = user.id else { throw UnsavedAccountError() }
        guard try await documents.set([AccountField.password: .string(hash.text)], of: id, where: identity(of: user))
        else {
            return false
        }
        user.password = hash
        return true
    }

    /// What the stored document of an account has while neither its password nor its address has changed.
    func identity(of user: User) -> [String: BSONValue] {
        addressIdentity(of: user).merging([AccountField.password: .string(user.password.text)]) { first, _ in first }
    }

    /// What the stored document of an account has while its address has not changed; nothing where that is its key.
    func addressIdentity(of user: User) -> [String: BSONValue] {
        let name = documents.stored(AccountField.email)
        return User.schema.field(AccountField.email) == nil || name == "_id" ? [:] : [name: .string(user.email)]
    }
}
