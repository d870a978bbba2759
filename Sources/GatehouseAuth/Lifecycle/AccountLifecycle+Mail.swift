import GatehouseBSON
import GatehouseBase
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountLifecycle {
    /// Whether the limit lets somebody be mailed once more. Kinds count apart: whoever has an owner told over and over
    /// that he has an account already, does not use up his links to a new password.
    ///
    /// - Parameters:
    ///   - recipient: the address; all its spellings are one mailbox. Nil for a stored one that is none.
    ///   - stored: the text to count by then.
    func mayMail(
        _ kind: AccountNotice.Kind, to recipient: EmailAddress?, stored: String? = nil
    ) async throws -> Bool {
        guard let rule = accounts.throttles.mailPerRecipient else { return true }
        let bucket = Throttles.bucket(rule, kind.name, recipient?.text ?? stored)
        return try await accounts.take(bucket, rule, at: accounts.now()).isAllowed
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
        language: String?
    ) async throws {
        await notifier.notify(
            AccountNotice(
                kind, to: user.email, name: DisplayName.of(try User.schema.encode(user)), token: token, date: date,
                email: email, language: language))
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
