import GatehouseBSON
import GatehouseBase
package import GatehouseDocuments
import GatehousePasswords

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountLifecycle {
    /// Whether accounts note when their owner showed that the mailbox of their address is his: in a field
    /// `email_verified_date`, a `Date?`.
    public var supportsEmailVerification: Bool {
        settings.notesVerification && AddressVerification.isNoted(of: User.self)
    }

    /// Whether an account's owner has shown that the mailbox of its address is his.
    public func isEmailVerified(_ user: User) -> Bool {
        AddressVerification.isVerified(user)
    }

    /// Mails a link to an account's address, by which its owner shows that he reads the mailbox. Nothing happens when
    /// he has, and nobody is told when he was mailed too often.
    ///
    /// - Throws: ``LifecycleError`` with code `unsupported`; ``ThrottledError``; `MongoError`.
    public func requestEmailVerification(
        of user: User, client: Client, language: String? = nil
    ) async throws {
        try await requestEmailVerification(of: user, at: EmailAddress(user.email), client: client, language: language)
    }

    /// The same for an address that is parsed already, as at sign-up; nil if the stored text is not an address.
    package func requestEmailVerification(
        of user: User, at address: EmailAddress?, client: Client, language: String?
    ) async throws {
        guard supportsEmailVerification, let key = user.id?.keyText else { throw LifecycleError(.unsupported) }
        guard !isEmailVerified(user) else { return }
        let request = try await askForMail(.emailVerification, to: address, stored: user.email, client)
        let limit = try await mailLimit(request)
        if limit == nil {
            let validFor = settings.emailVerification
            let token = try await tokens.issue(.emailVerification, for: key, data: user.email, validFor: validFor)
            // Without a name: nobody knows yet whether the owner of the mailbox gave it.
            await notifier.notify(
                AccountNotice(
                    .emailVerification, to: user.email, token: token, date: end(validFor), language: language))
        }
        await accounts.emit(
            .emailVerificationRequested, account: key, client: client, isSuccess: limit == nil, by: limit)
    }

    /// The address that a link of ``requestEmailVerification(of:client:language:)`` is for; nil when it is not good.
    ///
    /// - Throws: `MongoError`.
    public func peekEmailVerification(_ token: String) async throws -> String? {
        try await emailVerification(of: token)?.email
    }

    /// The account that a link is for; nil when it is not good.
    package func emailVerification(of token: String) async throws -> User? {
        guard supportsEmailVerification, let found = try await tokens.peek(token, for: .emailVerification) else {
            return nil
        }
        return try await verified(found)
    }

    /// Notes that an account's owner reads the mailbox of its address, if it still is its address.
    ///
    /// The password is asked for, because the link shows only who reads the mailbox: a stranger may have made the
    /// account with somebody's address, and must not get a verified account when that person follows the link.
    ///
    /// - Parameter password: the account's password, tried as often as at sign-in; a wrong one uses nothing up.
    /// - Returns: the account as it is now.
    /// - Throws: ``LifecycleError`` with code `invalidToken` or `wrongPassword`; `PasswordError`, `MongoError`.
    @discardableResult
    public func confirmEmail(token: String, password: String, client: Client) async throws -> User {
        try await accounts.passwords.withPlace {
            try await confirmEmail(token, client) { user in
                try await requirePassword(password, of: user, client, isInPlace: true)
            }
        }
    }

    /// The same for somebody who is signed in to the link's account, and so need not show the password.
    ///
    /// - Parameter owner: who is signed in, never who only follows the link.
    /// - Throws: ``LifecycleError`` with code `invalidToken`, also for another account's link; `MongoError`.
    @discardableResult
    public func confirmEmail(token: String, signedInAs owner: User, client: Client) async throws -> User {
        try await confirmEmail(token, client) { user in try await requireSame(owner, user, .emailVerified, client) }
    }

    /// Removes the account of a link whose reader did not make it: a stranger did, with the reader's address.
    ///
    /// Only an account that is not verified is removed, with its sessions, tokens and records.
    ///
    /// - Throws: ``LifecycleError`` with code `invalidToken`; `MongoError`; what the site's records and the document's
    ///   hooks throw.
    public func disownAccount(token: String, client: Client) async throws {
        guard supportsEmailVerification, let found = try await tokens.consume(token, for: .emailVerification),
            let user = try await verified(found), let key = user.id?.keyText
        else { throw await refuse(.disowned, client) }
        var condition = accounts.addressIdentity(of: user)
        condition[AccountField.emailVerified] = .null
        guard try await accounts.documents.delete(user, where: condition) else {
            throw await refuse(.disowned, account: key, client)
        }
        await accounts.emit(.disowned, account: key, client: client)
        try await cleanUp(key)
    }

    private func confirmEmail(
        _ token: String, _ client: Client, _ requireOwner: (User) async throws -> Void
    ) async throws -> User {
        guard let user = try await emailVerification(of: token), let id = user.id else {
            throw await refuse(.emailVerified, client)
        }
        try await requireOwner(user)
        let values = [AccountField.emailVerified: try accounts.now().bsonValue()]
        // The account must still have the password that was shown, not one that was set since.
        guard try await tokens.consume(token, for: .emailVerification) != nil,
            try await accounts.documents.set(values, of: id, where: accounts.identity(of: user))
        else { throw await refuse(.emailVerified, account: id.keyText, client) }
        try await tokens.revokeAll(.emailVerification, of: id.keyText)
        await accounts.emit(.emailVerified, account: id.keyText, client: client)
        return try changed(user, values)
    }

    /// The account of a token, while it has the address that the token was sent to.
    private func verified(_ token: SingleUseTokens.Token) async throws -> User? {
        guard let email = token.data, let user = try await owner(of: token),
            user.email.hasBytes(of: email) || EmailAddress(user.email).map({ $0 == EmailAddress(email) }) ?? false
        else { return nil }
        return user
    }

    /// An account with other values of fields, by their names in the store.
    ///
    /// - Throws: `DocumentError` with code `undecodable` when the values do not fit the fields.
    func changed(_ user: User, _ values: [String: BSONValue]) throws -> User {
        let kept = try User.schema.encode(user).filter { values[$0.key] == nil }.map { ($0.key, $0.value) }
        return try User.schema.read(BSONDocument(kept + values.map { ($0.key, $0.value) }))
    }
}
