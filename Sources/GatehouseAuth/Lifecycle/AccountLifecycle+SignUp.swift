import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehousePasswords

extension AccountLifecycle {
    /// Begins a sign-up: mails a link that makes the account. Until it is followed there is none.
    ///
    /// Where the address has an account already, its owner is told so, and whoever asked sees no difference.
    ///
    /// - Parameters:
    ///   - draft: what was checked.
    ///   - language: the language of the mail.
    /// - Throws: ``ThrottledError``; `PasswordError`, `MongoError`.
    public func beginSignUp(
        _ draft: AccountDraft<User>, client: Client, language: String? = nil
    ) async throws {
        try await beginSignUp(draft, by: nil, client: client, language: language)
    }

    /// The same for an account that is to be signed in to by other means than a password.
    ///
    /// - Parameter way: the name of the means: the link is good for it alone.
    package func beginSignUp(
        _ draft: AccountDraft<User>, by way: String?, client: Client, language: String?
    ) async throws {
        let address = draft.email
        let (request, hash) = try await accounts.passwords.withPlace {
            try await accounts.throttle(accounts.throttles.signUp, .signUps, client)
            let request = try await askForMail(.signUpConfirmation, to: address, client)
            return (request, try await accounts.hash(of: draft))
        }
        let data = SignUpData(
            email: address, password: hash,
            members: BSONDocument(draft.members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
            sent: draft.sent
        ).text
        try await afterAnswer(client) {
            try await mailSignUp(request, address, data, by: way, client: client, language: language)
        }
    }

    private func mailSignUp(
        _ request: MailRequest, _ address: EmailAddress, _ data: String, by way: String?, client: Client,
        language: String?
    ) async throws {
        let limit = try await mailLimit(request)
        let owner = try await accounts.find(email: address)
        let validFor = settings.signUpConfirmation
        if owner == nil, limit == nil {
            let token = try await tokens.issue(.signUp(by: way), for: nil, data: data, validFor: validFor)
            // Without a name: nobody knows yet whether the owner of the mailbox gave it.
            await notifier.notify(
                AccountNotice(
                    .signUpConfirmation, to: address.text, token: token, way: way, date: end(validFor),
                    language: language))
        } else {
            try await storeNothing(length: data.utf8.count, validFor: validFor)
            if let owner, limit == nil { await notifyRegistered(owner, language: language) }
        }
        await accounts.emit(
            .signUpRequested, account: owner?.id?.keyText, client: client, isSuccess: owner == nil && limit == nil,
            by: limit)
    }

    /// The address whose account a link of ``beginSignUp(_:client:language:)`` makes, to show it
    /// before that; nil when the link is not good.
    ///
    /// - Throws: `MongoError`.
    public func peekSignUp(_ token: String) async throws -> String? { try await peekSignUp(token, by: nil) }

    /// The same for a link of a sign-up without a password.
    package func peekSignUp(_ token: String, by way: String?) async throws -> String? {
        try await SignUpData(tokens.peek(token, for: .signUp(by: way))?.data)?.email.text
    }

    /// Makes the account that somebody asked for. Its address is verified.
    ///
    /// The password of the sign-up is asked for again: a mail that somebody else asked for would make an account to which
    /// he has the key, and its reader would take it for his own.
    ///
    /// - Returns: the account, which is not signed in.
    /// - Throws: ``LifecycleError`` with code `invalidToken`, or `wrongPassword`, which uses nothing up;
    ///   ``ThrottledError``; `InvalidInput` when somebody took the address or another
    ///   unique value in the meantime, which uses the link up, or what a condition of sign-up throws, which does not;
    ///   `MongoError`.
    public func confirmSignUp(token: String, password: String, client: Client) async throws -> User {
        let asked = try await accounts.passwords.withPlace {
            try await confirmedSignUp(token: token, password: password, client: client)
        }
        return try await make(asked, token, by: nil, client)
    }

    /// Makes the account that somebody asked for without a password. Its address is verified, and its password unusable.
    ///
    /// - Parameter way: the means by which it will be signed in to, which the caller has seen.
    /// - Returns: the account, which is not signed in.
    /// - Throws: as ``confirmSignUp(token:password:client:)``.
    package func confirmSignUp(token: String, by way: String, client: Client) async throws -> User {
        guard let asked = SignUpData(try await tokens.peek(token, for: .signUp(by: way))?.data) else {
            throw await refuse(.created, client)
        }
        return try await make(asked, token, by: way, client)
    }

    /// Removes an account that was made a moment ago, and to which its owner has no way in, with all that is kept about it.
    ///
    /// - Throws: `MongoError`; what the site's records and the document's hooks throw.
    package func takeBack(_ user: User) async throws {
        guard try await accounts.documents.delete(user), let key = user.id?.keyText else { return }
        await accounts.emit(.deleted, account: key)
        try await cleanUp(key)
    }

    private func make(_ asked: SignUpData, _ token: String, by way: String?, _ client: Client) async throws -> User {
        let user: User
        do {
            var new = try accounts.make(
                email: asked.email.text, password: asked.password,
                Dictionary(asked.members.map { ($0.key, $0.value) }) { first, _ in first },
                verifiedAt: supportsEmailVerification ? accounts.now() : nil)
            try await accounts.insertNew(
                &new, at: asked.email, sent: asked.sent, isChecked: false, client: client
            ) { database in
                let tokens = database.map { self.tokens.in($0) } ?? tokens
                guard try await tokens.consume(token, for: .signUp(by: way)) != nil else {
                    throw LifecycleError(.invalidToken)
                }
            }
            user = new
        } catch let error as LifecycleError where error.code == .invalidToken {
            throw await refuse(.created, client)
        } catch let error as InvalidInput {
            await accounts.emit(.created, client: client, isSuccess: false)
            throw error
        }
        // An account of before that had the same key took its end with it.
        if let key = user.id?.keyText { try await deletions.delete { $0.id == key } }
        return user
    }

    /// What a link's sign-up asked for, where the password is the one of then.
    private func confirmedSignUp(token: String, password: String, client: Client) async throws -> SignUpData {
        guard let asked = SignUpData(try await tokens.peek(token, for: .signUp)?.data) else {
            throw await refuse(.created, client)
        }
        try await accounts.throttle(accounts.throttles.address, .attempts, client)
        guard !PasswordHashing.isTooLong(password),
            try await accounts.passwords.verify(password, asked.password).isCorrect
        else {
            await accounts.emit(.signInFailed, client: client, isSuccess: false)
            throw LifecycleError(.wrongPassword)
        }
        return asked
    }
}
