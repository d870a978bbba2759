import GatehouseBSON
public import GatehouseDocuments
import GatehouseMessages
import GatehousePasswords

extension AccountLifecycle {
    /// Whether accounts can have another address: not where it is their primary key.
    public var supportsEmailChange: Bool {
        User.schema.field(AccountField.email) != nil && accounts.documents.stored(AccountField.email) != "_id"
    }

    /// Mails a link to another address, which the account gets when it is followed.
    ///
    /// Where the new address has an account already, its owner is told so, and whoever asked sees no difference.
    ///
    /// - Parameters:
    ///   - address: the new address.
    ///   - password: the account's password, tried as often as at sign-in.
    /// - Throws: ``LifecycleError`` with code `unsupported` or `wrongPassword`; `InvalidInput` with what is wrong in
    ///   the address; ``ThrottledError``; `PasswordError`, `MongoError`.
    public func requestEmailChange(
        to address: EmailAddress, password: String, of user: User, client: Client, language: String? = nil
    ) async throws {
        guard supportsEmailChange else { throw LifecycleError(.unsupported) }
        try await requirePassword(password, of: user, client)
        try await requestEmailChange(to: address, of: user, client: client, language: language)
    }

    /// The same for an account whose owner has just shown who they are.
    package func requestEmailChange(
        to address: EmailAddress, of user: User, client: Client, language: String?
    ) async throws {
        guard supportsEmailChange, let key = user.id?.keyText else { throw LifecycleError(.unsupported) }
        try checkNewEmail(address, of: user)
        let request = try await askForMail(.emailChangeConfirmation, to: address, client)
        try await afterAnswer(client) {
            try await mailEmailChange(request, to: address, of: user, key, client: client, language: language)
        }
    }

    private func mailEmailChange(
        _ request: MailRequest, to address: EmailAddress, of user: User, _ key: String, client: Client,
        language: String?
    ) async throws {
        let limit = try await mailLimit(request)
        let other = try await accounts.find(email: address)
        let data = EmailChangeData(email: address, fingerprint: AccountFingerprint.of(user)).text
        let validFor = settings.emailChange
        if other == nil, limit == nil {
            let token = try await tokens.issue(.emailChange, for: key, data: data, validFor: validFor)
            // Without a name: nobody knows yet whether the mailbox is the account's owner's.
            await notifier.notify(
                AccountNotice(
                    .emailChangeConfirmation, to: address.text, token: token, date: end(validFor), language: language)
            )
        } else {
            try await storeNothing(length: data.utf8.count, validFor: validFor)
            if let other, limit == nil { await notifyRegistered(other, language: language) }
        }
        await accounts.emit(
            .emailChangeRequested, account: key, client: client, isSuccess: other == nil && limit == nil,
            by: limit)
    }

    /// The address that a link of ``requestEmailChange(to:password:of:client:language:)`` gives an account; nil when
    /// it is not good.
    ///
    /// - Throws: `MongoError`.
    public func peekEmailChange(_ token: String) async throws -> String? {
        try await emailChange(of: token)?.email.text
    }

    /// The account that a link gives another address, and the address; nil when the link is not good.
    package func emailChange(of token: String) async throws -> (user: User, email: EmailAddress)? {
        guard supportsEmailChange, let found = try await tokens.peek(token, for: .emailChange) else { return nil }
        return try await change(of: found)
    }

    /// Gives an account the address to which the link was sent, and tells its owner at the one that it had. The browser is
    /// known to the account by the new address from now on.
    ///
    /// A new password and another address since then end the link. The password is asked for, because the link shows
    /// only who reads the new mailbox: whoever followed a stranger's link would give the stranger's account their own
    /// address.
    ///
    /// - Parameter password: the account's password, tried as often as at sign-in; a wrong one uses nothing up.
    /// - Returns: the account as it is now.
    /// - Throws: ``LifecycleError`` with code `invalidToken` or `wrongPassword`; `InvalidInput` when
    ///   somebody else took the address in the meantime; `PasswordError`, `MongoError`.
    @discardableResult
    public func confirmEmailChange(
        token: String, password: String, client: Client, language: String? = nil
    ) async throws -> User {
        try await accounts.passwords.withPlace {
            try await confirmEmailChange(token, client, language) { user in
                try await requirePassword(password, of: user, client, isInPlace: true)
            }
        }
    }

    /// The same for somebody who is signed in to the link's account, and so need not show the password.
    ///
    /// - Parameter owner: who is signed in, never who only follows the link.
    /// - Throws: ``LifecycleError`` with code `invalidToken`, also for another account's link; `InvalidInput`,
    ///   `MongoError`.
    @discardableResult
    public func confirmEmailChange(
        token: String, signedInAs owner: User, client: Client, language: String? = nil
    ) async throws -> User {
        try await confirmEmailChange(token, client, language) { user in
            try await requireSame(owner, user, .emailChanged, client)
        }
    }

    /// Ends a link that a stranger had sent to its reader's address. The account keeps the address that it has.
    ///
    /// - Throws: ``LifecycleError`` with code `invalidToken`; `MongoError`.
    public func rejectEmailChange(token: String, client: Client) async throws {
        guard let found = try await tokens.consume(token, for: .emailChange) else {
            throw await refuse(.emailChanged, client)
        }
        await accounts.emit(.emailChanged, account: found.account, client: client, isSuccess: false, by: "recipient")
    }

    private func confirmEmailChange(
        _ token: String, _ client: Client, _ language: String?, _ requireOwner: (User) async throws -> Void
    ) async throws -> User {
        guard let (user, email) = try await emailChange(of: token), let id = user.id else {
            throw await refuse(.emailChanged, client)
        }
        try await requireOwner(user)
        guard try await tokens.consume(token, for: .emailChange) != nil else {
            throw await refuse(.emailChanged, account: id.keyText, client)
        }
        // The index knows the spelling that is stored here; another program may have stored the mailbox in another.
        if try await accounts.find(email: email) != nil {
            await accounts.emit(.emailChanged, account: id.keyText, client: client, isSuccess: false)
            throw InvalidInput(AccountMessages.emailTaken, of: AccountField.email)
        }
        var values: [String: BSONValue] = [accounts.documents.stored(AccountField.email): .string(email.text)]
        if supportsEmailVerification { values[AccountField.emailVerified] = try accounts.now().bsonValue() }
        // Before anything is written: what cannot tell the names changes nothing.
        let moved = try changed(user, values)
        let names = try await accounts.knownNames(of: moved)
        do {
            guard try await accounts.documents.set(values, of: id, where: accounts.identity(of: user)) else {
                throw await refuse(.emailChanged, account: id.keyText, client)
            }
        } catch let error as DocumentError where error.code == .duplicate {
            await accounts.emit(.emailChanged, account: id.keyText, client: client, isSuccess: false)
            throw InvalidInput(AccountMessages.emailTaken, of: AccountField.email)
        }
        await accounts.emit(.emailChanged, account: id.keyText, client: client)
        // To the address that it had: its owner may not know.
        try await notify(.emailChanged, user, email: email.text, language: language)
        for purpose in [SingleUseTokens.Purpose.passwordReset, .emailVerification, .emailChange] {
            try await tokens.revokeAll(purpose, of: id.keyText)
        }
        // Its owner is at this browser, which would be known by the old address alone until the next sign-in.
        accounts.keepKnown(names, client)
        return moved
    }

    private func change(of token: SingleUseTokens.Token) async throws -> (user: User, email: EmailAddress)? {
        guard let data = EmailChangeData(token.data), let user = try await owner(of: token),
            AccountFingerprint.matches(data.fingerprint, user)
        else { return nil }
        return (user, data.email)
    }

    /// Refuses an address that the account has already, or that its type does not allow.
    private func checkNewEmail(_ address: EmailAddress, of user: User) throws {
        guard !address.isMailbox(of: user.email) else {
            throw InvalidInput(AccountMessages.sameEmail, of: AccountField.email)
        }
        let name = accounts.documents.stored(AccountField.email)
        let failures = User.schema.failures(of: try changed(user, [name: .string(address.text)]))
        let ofEmail = failures[AccountField.email]
        guard ofEmail.isEmpty else { throw InvalidInput(Failures([AccountField.email: ofEmail])) }
    }
}
