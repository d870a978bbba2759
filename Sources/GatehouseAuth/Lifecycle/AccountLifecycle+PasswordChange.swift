import GatehouseDocuments
public import GatehouseSessions

extension AccountLifecycle {
    /// Gives an account the new password that its owner, who is signed in, has chosen; ends his other sessions and
    /// tells him.
    ///
    /// - Parameters:
    ///   - current: the password that he has, tried as often as at sign-in.
    ///   - session: the session of the request, which stays and gets a new token when it is saved; nil to end all.
    /// - Returns: the account as it is now.
    /// - Throws: ``LifecycleError`` with code `wrongPassword`, or `gone` when somebody changed it meanwhile;
    ///   ``ThrottledError``;
    ///   `InvalidInput` with what the new password breaks; `PasswordError`, `MongoError`; what the sessions' store
    ///   throws.
    @discardableResult
    public func changePassword(
        current: String, new: String, of user: User, keeping session: Session? = nil, client: Client,
        language: String? = nil
    ) async throws -> User {
        try await requirePassword(current, of: user, client)
        return try await replacePassword(
            with: new, of: user, keeping: session, also: [.password], client: client, language: language)
    }

    /// Gives an account the new password that its owner, who has just shown who they are, has chosen; ends the account's
    /// other sessions and tells the owner.
    ///
    /// - Parameter more: what was shown besides what the session has noted.
    /// - Throws: as ``changePassword(current:new:of:keeping:client:language:)``.
    @discardableResult
    package func replacePassword(
        with new: String, of user: User, keeping session: Session?, also more: [AuthenticationMethod] = [],
        client: Client, language: String?
    ) async throws -> User {
        var user = user
        let (began, shown) = (accounts.now(), accounts.shown(in: session) + more)
        try await accounts.passwordWillChange(of: user, shown: shown)
        // As it is stored; the new token comes with the save.
        let kept = session?.id
        guard try await accounts.setPassword(new, of: &user, keeping: session, client: client) else {
            await accounts.emit(.passwordChanged, account: user.id?.keyText, client: client, isSuccess: false)
            throw LifecycleError(.gone)
        }
        if let id = user.id {
            for factor in accounts.factors {
                try await factor.passwordDidChange(of: id, shown: shown, since: began)
            }
        }
        try await passwordChanged(user, keeping: kept, language)
        return user
    }
}
