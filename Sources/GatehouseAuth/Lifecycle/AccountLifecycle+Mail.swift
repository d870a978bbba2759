import GatehouseBSON
import GatehouseBase
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountLifecycle {
    /// Whether the limits let somebody be mailed once more. Kinds count apart: whoever has an owner told over and over
    /// that he has an account already, does not use up his links to a new password.
    ///
    /// Whoever asks has limits of their own, which come first: somebody who asks again and again is told to wait, and
    /// leaves others their mails.
    ///
    /// - Parameters:
    ///   - recipient: the address; all its spellings are one mailbox. Nil for a stored one that is none.
    ///   - stored: the text to count by then.
    /// - Throws: ``ThrottledError`` when too many were asked for from where the request comes.
    func mayMail(
        _ kind: AccountNotice.Kind, to recipient: EmailAddress?, stored: String? = nil, _ client: Client
    ) async throws -> Bool {
        let mailbox = recipient?.text ?? stored
        try await accounts.throttle(accounts.throttles.mailPerAddress, client)
        try await accounts.throttle(accounts.throttles.mailPerAddressAndRecipient, client, kind.name, mailbox)
        guard let rule = accounts.throttles.mailPerRecipient else { return true }
        return try await accounts.take(Throttles.bucket(rule, kind.name, mailbox), rule, at: accounts.now()).isAllowed
    }

    /// Tells an account's owner that it has an account. Without a name: whoever asked may have chosen it.
    func notifyRegistered(_ owner: User, language: String?) async {
        await notifier.notify(AccountNotice(.alreadyRegistered, to: owner.email, language: language))
    }

    /// The name of the limit, for an event of what was not mailed.
    var recipientLimit: String? { accounts.throttles.mailPerRecipient?.name }

    /// Does the work of storing a token, for nothing.
    func storeNothing(length: Int, validFor: Duration) async throws {
        // Whole, so that the row is as large as the one that it stands for.
        let filler = String(repeating: "-", count: length)
        _ = try await tokens.issue(.nothing, for: nil, data: filler, validFor: validFor)
    }

    func end(_ validFor: Duration) -> Date {
        accounts.now().adding(validFor)
    }

    /// Tells an account's owner something, at the address that is stored.
    func notify(
        _ kind: AccountNotice.Kind, _ user: User, token: String? = nil, date: Date? = nil, email: String? = nil,
        change: String? = nil, language: String?
    ) async throws {
        await notifier.notify(
            AccountNotice(
                kind, to: user.email, name: DisplayName.of(try User.schema.encode(user)), token: token, date: date,
                email: email, change: change, language: language))
    }

    /// Tells an account's owner that what they need to sign in changed, by mail where the site has some.
    ///
    /// - Parameter change: what changed, as a sentence in English without values; languages translate it.
    /// - Throws: `BSONError`, never in practice.
    public func tell(_ user: User, _ change: String, language: String? = nil) async throws {
        try await notify(.securityChanged, user, change: change, language: language)
    }

    /// Whether a password is the account's, counted as a sign-in is.
    ///
    /// - Throws: ``LifecycleError`` with code `wrongPassword`.
    func requirePassword(_ password: String, of user: User, _ client: Client) async throws {
        guard try await accounts.verify(password, of: user, client: client) else {
            throw LifecycleError(.wrongPassword)
        }
    }

    /// Makes sure that a link is for the account that somebody is signed in to.
    ///
    /// - Throws: ``LifecycleError`` with code `invalidToken`.
    func requireSame(_ owner: User, _ user: User, _ kind: AccountEvent.Kind, _ client: Client) async throws {
        guard let key = owner.id?.keyText, user.id?.keyText.hasBytes(of: key) == true else {
            throw await refuse(kind, account: user.id?.keyText, client)
        }
    }

    /// Tells that a link did not do what it was to do.
    ///
    /// - Returns: the error to throw.
    func refuse(
        _ kind: AccountEvent.Kind, account: String? = nil, _ client: Client
    ) async -> LifecycleError {
        await accounts.emit(kind, account: account, client: client, isSuccess: false, by: "token")
        return LifecycleError(.invalidToken)
    }

    /// The account of a token, if it may sign in.
    func owner(of token: SingleUseTokens.Token) async throws -> User? {
        guard let keyText = token.account, let user = try await accounts.find(keyText: keyText), user.isActive else {
            return nil
        }
        return user
    }
}
