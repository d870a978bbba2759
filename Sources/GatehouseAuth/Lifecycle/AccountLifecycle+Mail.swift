import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
public import GatehouseMessages
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A mail that somebody asked for, and that the limits of whoever asked let through or told to nobody.
struct MailRequest: Sendable {
    let kind: AccountNotice.Kind
    /// What the recipient is counted by.
    let mailbox: String?
    /// The limit by which it is not sent already; nil for none so far.
    let limit: String?
}

extension AccountLifecycle {
    /// Counts a mail for whoever asks for it, before an account is looked for: somebody who asks again and again is told
    /// to wait, and leaves others their mails. A button pressed twice does not use up what the recipient has.
    ///
    /// Kinds count apart: whoever has an owner told over and over that he has an account already, does not use up his
    /// links to a new password.
    ///
    /// - Parameters:
    ///   - recipient: the address; all its spellings are one mailbox. Nil for a stored one that is none.
    ///   - stored: the text to count by then.
    /// - Throws: ``ThrottledError`` when too many were asked for from where the request comes.
    func askForMail(
        _ kind: AccountNotice.Kind, to recipient: EmailAddress?, stored: String? = nil, _ client: Client
    ) async throws -> MailRequest {
        let throttles = accounts.throttles
        let mailbox = recipient?.text ?? stored
        // The wide one first: it bounds what is done for a form that is sent over and over, too.
        try await accounts.throttle(throttles.mailPerAddress, .mails, client)
        if let rule = throttles.mailRepeat, let submission = client.submission {
            let bucket = Throttles.bucket(rule, [kind.name, mailbox, submission])
            guard try await accounts.take(bucket, rule, at: accounts.now()).isAllowed else {
                return MailRequest(kind: kind, mailbox: mailbox, limit: rule.name)
            }
        }
        try await accounts.throttle(throttles.mailPerAddressAndRecipient, .mails, client, kind.name, mailbox)
        return MailRequest(kind: kind, mailbox: mailbox, limit: nil)
    }

    /// The limit by which a mail that was asked for is not sent, for its event; nil for one that is sent. Nobody is told
    /// of what a recipient had from others.
    func mailLimit(_ request: MailRequest) async throws -> String? {
        if let limit = request.limit { return limit }
        guard let rule = accounts.throttles.mailPerRecipient else { return nil }
        let bucket = Throttles.bucket(rule, [request.kind.name, request.mailbox])
        return try await accounts.take(bucket, rule, at: accounts.now()).isAllowed ? nil : rule.name
    }

    /// Tells an account's owner that it has an account. Without a name: whoever asked may have chosen it.
    func notifyRegistered(_ owner: User, language: String?) async {
        await notifier.notify(AccountNotice(.alreadyRegistered, to: owner.email, language: language))
    }

    /// Does what takes longer for an account that there is, such as a mail: when the request is answered, where its
    /// client can wait for that. What fails then is told to the log alone.
    ///
    /// - Throws: what the work throws that is done at once.
    func afterAnswer(_ client: Client, _ work: @escaping @Sendable () async throws -> Void) async throws {
        guard let later = client.afterAnswer else { return try await work() }
        later {
            do {
                try await work()
            } catch {
                let logger = Logger(label: "gatehouse.accounts")
                logger.error("What was to follow an answer failed", metadata: ["error": "\(error)"])
            }
        }
    }

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
        change: Message.Words? = nil, language: String?
    ) async throws {
        await notifier.notify(
            try AccountNotice(
                kind, for: user, token: token, date: date, email: email, change: change, language: language))
    }

    /// Tells an account's owner that what they need to sign in changed, by mail where the site has some.
    ///
    /// - Parameter change: what changed, as a sentence; the mail has it in its language.
    /// - Throws: `BSONError`, never in practice.
    public func tell(_ user: User, _ change: Message.Words, language: String? = nil) async throws {
        try await notify(.securityChanged, user, change: change, language: language)
    }

    /// Whether a password is the account's, counted as a sign-in is.
    ///
    /// - Parameter isInPlace: whether the work around it has its place among the hashes already.
    /// - Throws: ``LifecycleError`` with code `wrongPassword`; ``ThrottledError``; `PasswordError`.
    func requirePassword(
        _ password: String, of user: User, _ client: Client, isInPlace: Bool = false
    ) async throws {
        let isCorrect =
            isInPlace
            ? try await accounts.verifyInPlace(password, of: user, client: client)
            : try await accounts.verify(password, of: user, client: client)
        guard isCorrect else { throw LifecycleError(.wrongPassword) }
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
