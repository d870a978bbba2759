public import GatehouseDocuments
import GatehousePasswords
import GatehouseSessions

extension AccountLifecycle {
    /// Mails a link to a new password to an account's owner, at the address that is stored.
    ///
    /// It does about the same, and tells nothing, whether there is such an account or not, whether it may sign in and
    /// has a password at all, and whether its owner was mailed too often. All but the count of what was asked for is done
    /// after the answer, where the client can wait for that.
    ///
    /// - Parameters:
    ///   - email: the address.
    ///   - language: the language of the mail.
    /// - Throws: ``ThrottledError`` when too many mails were asked for from where the request comes; `MongoError`.
    public func requestPasswordReset(email: EmailAddress, client: Client, language: String? = nil) async throws {
        try await requestPasswordReset(email, typed: email.text, client: client, language: language)
    }

    /// The same for an address as somebody typed it; what is no address is nobody's.
    ///
    /// - Throws: as ``requestPasswordReset(email:client:language:)``.
    public func requestPasswordReset(email typed: String, client: Client, language: String? = nil) async throws {
        try await requestPasswordReset(EmailAddress(typed), typed: typed, client: client, language: language)
    }

    private func requestPasswordReset(
        _ email: EmailAddress?, typed: String, client: Client, language: String?
    ) async throws {
        let request = try await askForMail(.passwordReset, to: email, stored: typed, client)
        try await afterAnswer(client) {
            try await mailPasswordReset(request, email, client: client, language: language)
        }
    }

    private func mailPasswordReset(
        _ request: MailRequest, _ email: EmailAddress?, client: Client, language: String?
    ) async throws {
        let limit = try await mailLimit(request)
        let found: User? = if let email { try await accounts.find(email: email) } else { nil }
        let validFor = settings.passwordReset
        var isMailed = false
        if let user = found, let key = user.id?.keyText, limit == nil, canReset(user) {
            let token = try await tokens.issue(
                .passwordReset, for: key, data: AccountFingerprint.of(user), validFor: validFor)
            try await notify(.passwordReset, user, token: token, date: end(validFor), language: language)
            isMailed = true
        } else {
            try await storeNothing(length: 64, validFor: validFor)
        }
        await accounts.emit(
            .passwordResetRequested, account: found?.id?.keyText, client: client, isSuccess: isMailed,
            by: limit)
    }

    /// The account that a link to a new password is for; nil when the link is not good.
    ///
    /// - Throws: `MongoError`.
    public func peekPasswordReset(_ token: String) async throws -> User? {
        guard let found = try await tokens.peek(token, for: .passwordReset), let user = try await owner(of: found),
            canReset(user), AccountFingerprint.matches(found.data, user)
        else { return nil }
        return user
    }

    /// Gives an account a new password, ends all its sessions and tells its owner. Nobody is signed in; tries of the
    /// account are forgotten, and the browser is known to it from now on.
    ///
    /// A password that is refused does not use the link up.
    ///
    /// - Returns: the account.
    /// - Throws: `InvalidInput` with what the password breaks; ``LifecycleError`` with code `invalidToken`;
    ///   `PasswordError`, `MongoError`.
    @discardableResult
    public func resetPassword(
        token: String, password: String, client: Client, language: String? = nil
    ) async throws -> User {
        // Before the token is used, so that too much work for now does not use it up.
        let (found, hash) = try await accounts.passwords.withPlace {
            guard let user = try await peekPasswordReset(token) else { throw await refuse(.passwordChanged, client) }
            try await accounts.checkPassword(password, for: user)
            return (user, try await accounts.passwords.hash(password))
        }
        var user = found
        let key = user.id?.keyText
        // Before the password is there, so that nothing that fails in between leaves it unknown.
        try await accounts.passwordWillChange(of: user, shown: [.email])
        guard try await tokens.consume(token, for: .passwordReset) != nil,
            try await accounts.write(hash, of: &user)
        else { throw await refuse(.passwordChanged, account: key, client) }
        await accounts.emit(.passwordChanged, account: key, client: client)
        try await passwordChanged(user, language)
        // The owner has proved who they are and is let in at once, despite earlier attempts and those of others.
        try await accounts.forgetTries(of: user, client)
        return user
    }

    /// What follows on a new password.
    func passwordChanged(_ user: User, keeping kept: SessionID? = nil, _ language: String?) async throws {
        try await notify(.passwordChanged, user, language: language)
        guard let key = user.id?.keyText else { return }
        _ = try await sessions?.revokeAll(of: key, except: kept)
        // They would not fit the account any more; this leaves none behind.
        try await tokens.revokeAll(.passwordReset, of: key)
        try await tokens.revokeAll(.emailChange, of: key)
    }

    /// An account whose password is unusable gets none by mail, as in Django, unless its owner wanted none: then this is how
    /// to choose one. It switches no factor off.
    private func canReset(_ user: User) -> Bool {
        user.isActive && (!UnusablePassword.isUnusable(user.password) || UnusablePassword.isByChoice(user.password))
    }
}
