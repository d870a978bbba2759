public import Foundation
import GatehouseDocuments
import GatehousePasswords
public import GatehouseSigning

/// Django's links to reset a password, `<uidb64>/<token>`, for an account: for running beside Django.
///
/// Nothing is stored. A link dies when the account's password, address or last sign-in changes, and after its age; it
/// can be used again until then. Where no Django runs beside, ``SingleUseTokens`` are better.
public struct PasswordResetLinks<User: Account>: Sendable {
    private let tokens: PasswordResetTokens
    private let accounts: Accounts<User>

    /// Links for the accounts of a site. `tokens` must have Django's keys, PASSWORD_RESET_TIMEOUT and TIME_ZONE.
    public init(_ accounts: Accounts<User>, tokens: PasswordResetTokens) {
        self.accounts = accounts
        self.tokens = tokens
    }

    /// The two parts of a link for an account as it is now; nil for one that was never saved.
    public func make(for user: User, at now: Date = Date()) -> (account: String, token: String)? {
        guard let keyText = user.id?.keyText else { return nil }
        return (AccountKeyText.encode(keyText), tokens.make(for: subject(user, keyText), at: now))
    }

    /// The account of a link, or nil when the link is not good any more or the account may not sign in.
    ///
    /// - Throws: `MongoError`.
    public func account(_ account: String, token: String, at now: Date = Date()) async throws -> User? {
        guard let keyText = AccountKeyText.decode(account), let user = try await accounts.find(keyText: keyText),
            let id = user.id, user.isActive, tokens.check(token, for: subject(user, id.keyText), at: now)
        else { return nil }
        return user
    }

    private func subject(_ user: User, _ keyText: String) -> PasswordResetTokens.Subject {
        PasswordResetTokens.Subject(
            keyText: keyText, password: user.password.text, lastSignin: user.lastSigninDate, email: user.email)
    }
}
