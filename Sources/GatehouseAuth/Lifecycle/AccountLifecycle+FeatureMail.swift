package import GatehouseDocuments

extension AccountLifecycle {
    /// Mails a feature's notice to the owner of an address, as anybody may ask for, if there is an active account. It keeps
    /// the limits of mails and does the same work where there is no account, after the answer where the client can wait.
    ///
    /// - Parameters:
    ///   - event: what is told of it.
    ///   - length: how many characters of text the work stores, for a mail that is beyond a limit.
    ///   - write: makes the notice and stores what goes with it; called with nil where nobody is to be told, to do the same
    ///     work. Not called for a mail that is beyond a limit: what was mailed before stays good.
    /// - Throws: ``ThrottledError`` when too many mails were asked for from where the request comes; `MongoError`.
    package func requestMail(
        _ kind: AccountNotice.Kind, to email: EmailAddress, client: Client, event: AccountEvent.Kind, length: Int,
        validFor: Duration, _ write: @escaping @Sendable (User?) async throws -> AccountNotice?
    ) async throws {
        let request = try await askForMail(kind, to: email, client)
        try await afterAnswer(client) {
            let limit = try await mailLimit(request)
            let found = try await accounts.find(email: email)
            var isMailed = false
            if limit == nil {
                if let notice = try await write(found?.isActive == true ? found : nil) {
                    await notifier.notify(notice)
                    isMailed = true
                }
            } else {
                try await storeNothing(length: length, validFor: validFor)
            }
            await accounts.emit(event, account: found?.id?.keyText, client: client, isSuccess: isMailed, by: limit)
        }
    }

    /// Tells an account's owner what was done to it, in words of a feature's own.
    ///
    /// - Throws: `BSONError`, never in practice.
    package func tell(
        _ kind: AccountNotice.Kind, _ words: NoticeWords, to user: User, language: String?
    ) async throws {
        await notifier.notify(try AccountNotice(kind, for: user, words: words, language: language))
    }
}
