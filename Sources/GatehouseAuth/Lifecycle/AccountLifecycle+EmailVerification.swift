import GatehouseBSON
import GatehouseDocuments

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
        guard supportsEmailVerification, let key = user.id?.keyText else { throw LifecycleError(.unsupported) }
        guard !isEmailVerified(user) else { return }
        try await accounts.throttle(accounts.throttles.mailPerAddress, client)
        let mayMail = try await mayMail(.emailVerification, to: EmailAddress(user.email), stored: user.email)
        if mayMail {
            let validFor = settings.emailVerification
            let token = try await tokens.issue(.emailVerification, for: key, data: user.email, validFor: validFor)
            // Without a name: nobody knows yet whether the owner of the mailbox gave it.
            await notifier.notify(
                AccountNotice(
                    .emailVerification, to: user.email, token: token, date: end(validFor), language: language))
        }
        await accounts.emit(
            .emailVerificationRequested, account: key, client: client, isSuccess: mayMail,
            by: mayMail ? nil : recipientLimit)
    }

    /// The address that a link of ``requestEmailVerification(of:client:language:)`` is for; nil when it is not good.
    ///
    /// - Throws: `MongoError`.
    public func peekEmailVerification(_ token: String) async throws -> String? {
        guard let found = try await tokens.peek(token, for: .emailVerification) else { return nil }
        return try await verified(found)?.email
    }

    /// Notes that an account's owner reads the mailbox of its address, if it still is its address.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: ``LifecycleError`` with code `invalidToken`; `MongoError`.
    @discardableResult
    public func confirmEmail(token: String, client: Client) async throws -> User {
        guard supportsEmailVerification, let found = try await tokens.consume(token, for: .emailVerification),
            let user = try await verified(found), let id = user.id
        else { throw await refuse(.emailVerified, client) }
        let values = [AccountField.emailVerified: try accounts.now().bsonValue()]
        guard try await accounts.documents.set(values, of: id, where: accounts.addressIdentity(of: user)) else {
            throw await refuse(.emailVerified, account: id.keyText, client)
        }
        try await tokens.revokeAll(.emailVerification, of: id.keyText)
        await accounts.emit(.emailVerified, account: id.keyText, client: client)
        return try changed(user, values)
    }

    /// The account of a token, while it has the address that the token was sent to.
    private func verified(_ token: SingleUseTokens.Token) async throws -> User? {
        guard let email = token.data, let user = try await owner(of: token),
            user.email.utf8.elementsEqual(email.utf8)
        else { return nil }
        return user
    }

    /// An account with other values of fields, by their names in the store.
    func changed(_ user: User, _ values: [String: BSONValue]) throws -> User {
        let kept = try User.schema.encode(user).filter { values[$0.key] == nil }.map { ($0.key, $0.value) }
        return try User.schema.decode(BSONDocument(kept + values.map { ($0.key, $0.value) }))
    }
}
