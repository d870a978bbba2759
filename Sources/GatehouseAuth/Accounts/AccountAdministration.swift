import GatehouseBSON
import GatehouseDocuments
public import GatehouseSessions

/// What an operator does with accounts. A new password, deactivation and deletion end the account's sessions at once,
/// where the engine can; where it cannot, the account is asked at each request anyway. Rights are asked at each request,
/// so a change of them counts from the next one on.
public struct AccountAdministration<User: Account>: Sendable {
    let accounts: Accounts<User>
    private let sessions: (any SessionDirectory)?
    private let demands: PasswordDemands<User>?
    private let notifier: any AccountNotifier

    /// Administration of accounts.
    ///
    /// - Parameter sessions: the store of their sessions; one that is no `SessionDirectory` cannot end them.
    public init(_ accounts: Accounts<User>, sessions: (any SessionStore)?) {
        self.init(accounts, sessions: sessions, demands: nil)
    }

    /// Administration of the accounts of a site, which may ask for new passwords.
    ///
    /// - Parameters:
    ///   - demands: where it is noted who must choose a new password; nil for sites without that.
    ///   - notifier: tells the accounts' owners.
    package init(
        _ accounts: Accounts<User>, sessions: (any SessionStore)?, demands: PasswordDemands<User>?,
        notifier: any AccountNotifier = NoNotifier()
    ) {
        self.accounts = accounts
        self.demands = demands
        self.notifier = notifier
        self.sessions = sessions as? any SessionDirectory
    }

    /// The account of an e-mail address or of a key's text, or nil.
    ///
    /// - Throws: `MongoError`.
    public func find(_ text: String) async throws -> User? {
        if let user = try await accounts.find(email: text) { return user }
        return try await accounts.find(keyText: text)
    }

    /// Gives an account a new password, and forgets the failures in a row that were counted over all addresses.
    ///
    /// - Returns: how many sessions ended; nil when somebody changed the password meanwhile, or the account is gone.
    /// - Throws: `InvalidInput` with what the password breaks; `PasswordError`, `MongoError`.
    public func setPassword(_ password: String, of user: inout User) async throws -> Int? {
        guard try await accounts.setPassword(password, of: &user) else { return nil }
        // Its owner is to get in with it, whatever was tried before.
        try await accounts.forgetTries(of: user, Client())
        return try await endSessions(of: user)
    }

    /// Makes an account's owner choose a new password at the next sign-in, and ends the account's sessions.
    ///
    /// - Returns: how many sessions ended.
    /// - Throws: ``MissingDemandsError`` where the site does not ask for that; `MongoError`.
    public func demandNewPassword(of user: User) async throws -> Int {
        guard let demands else { throw MissingDemandsError() }
        try await demands.demand(of: user)
        await accounts.emit(.newPasswordDemanded, account: user.id?.keyText)
        return try await endSessions(of: user)
    }

    /// Takes all second factors from an account, whose owner has lost them, and ends its sessions and the browsers that
    /// it remembers. Where it had one, its owner is told by mail, if the site has some.
    ///
    /// - Returns: how many sessions ended.
    /// - Throws: what the factors' stores throw; `MongoError`.
    public func resetFactors(of user: User) async throws -> Int {
        guard let id = user.id else { return 0 }
        var hadOne = false
        for factor in accounts.factors {
            if try await factor.isSetUp(for: id) { hadOne = true }
            try await factor.remove(from: id)
        }
        try await accounts.rememberedBrowsers?.forgetAll(of: id.keyText)
        await accounts.emit(.factorsReset, account: id.keyText)
        let ended = try await endSessions(of: user)
        if hadOne {
            await notifier.notify(
                try AccountNotice(.securityChanged, for: user, change: AccountMessages.factorsReset))
        }
        return ended
    }

    /// Lets an account sign in, or not any more. Its type must have the field `is_active`.
    ///
    /// - Returns: how many sessions ended; nil when the account is gone.
    /// - Throws: ``MissingFieldError``; `MongoError`.
    public func setActive(_ isActive: Bool, of user: User) async throws -> Int? {
        guard try await set(AccountField.isActive, isActive ? nil : .bool(false), default: .bool(true), of: user) else {
            return nil
        }
        await accounts.emit(isActive ? .activated : .deactivated, account: user.id?.keyText)
        return isActive ? 0 : try await endSessions(of: user)
    }

    /// Makes an account a superuser, or not any more. Its type must have the field `is_superuser`.
    ///
    /// - Returns: whether it is there.
    /// - Throws: ``MissingFieldError``; `MongoError`.
    public func setSuperuser(_ isSuperuser: Bool, of user: User) async throws -> Bool {
        guard try await set(AccountField.isSuperuser, isSuperuser ? .bool(true) : nil, default: .bool(false), of: user)
        else {
            return false
        }
        await accounts.emit(.superuserChanged, account: user.id?.keyText)
        return true
    }

    /// Gives an account its groups. Its type must have the field `groups`.
    ///
    /// - Returns: whether it is there.
    /// - Throws: ``MissingFieldError``; `MongoError`.
    public func setGroups(_ names: [String], of user: User) async throws -> Bool {
        let list = BSONValue.array(BSONArray(names.map(BSONValue.string)))
        guard try await set(AccountField.groups, names.isEmpty ? nil : list, default: list, of: user) else {
            return false
        }
        await accounts.emit(.groupsChanged, account: user.id?.keyText)
        return true
    }

    /// Deletes an account, its sessions, and what the site's records keep about it.
    ///
    /// - Returns: how many sessions ended; nil when the account was gone already.
    /// - Throws: `MongoError`; what the document's hooks throw.
    public func delete(_ user: User) async throws -> Int? {
        guard try await accounts.documents.delete(user) else { return nil }
        await accounts.emit(.deleted, account: user.id?.keyText)
        let count = try await endSessions(of: user)
        if let key = user.id?.keyText { try await accounts.eraseRecords(of: key) }
        return count
    }

    /// - Parameter value: nil for what an account is without the field, which is taken away where it may be absent.
    private func set(
        _ name: String, _ value: BSONValue?, default fallback: BSONValue, of user: User
    ) async throws -> Bool {
        guard let field = User.schema.field(name) else { throw MissingFieldError(field: name) }
        guard let id = user.id else { throw UnsavedAccountError() }
        if value == nil, field.isOptional { return try await accounts.documents.unset([name], of: id) }
        return try await accounts.documents.set([name: value ?? fallback], of: id)
    }

    private func endSessions(of user: User) async throws -> Int {
        guard let sessions, let keyText = user.id?.keyText else { return 0 }
        return try await sessions.revokeAll(of: keyText, except: nil)
    }
}

/// A type of accounts has no field for what is asked.
public struct MissingFieldError: Error, Sendable, CustomStringConvertible {
    /// The field's name.
    public let field: String
    /// The field that is missing.
    public var description: String { "the site's accounts have no field \(field)" }
}

/// The site does not note who must choose a new password: its gate has no such step.
public struct MissingDemandsError: Error, Sendable, CustomStringConvertible {
    /// The setting that has to be on.
    public var description: String { "the site's gate does not ask for new passwords; set gate.demandsNewPasswords" }
}
