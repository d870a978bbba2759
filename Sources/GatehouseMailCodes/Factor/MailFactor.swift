import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import GatehouseWeb

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A mailed code as second factor, after a password or another proof that did not come by mail.
struct MailFactor<User: Account>: SecondFactor {
    let name = "mail"
    let channel: AuthenticationMethod? = .email
    let rows: Documents<MailFactorRow>
    let codes: MailCodeStore<User>
    let now: @Sendable () -> Date

    /// What the page says of the browser besides the form.
    private static var browser: String { "browser" }

    init(in database: DocumentDatabase, codes: MailCodeStore<User>, now: @escaping @Sendable () -> Date) {
        rows = Documents(MailFactorRow.self, in: database)
        self.codes = codes
        self.now = now
    }

    func isSetUp(for account: User.ID) async throws -> Bool { try await isOn(account.keyText) }

    /// - Parameter account: the text of the account's key; any other text costs the same.
    func isOn(_ account: String) async throws -> Bool { try await rows.find(account)?.added != nil }

    /// Takes a code that was mailed for this account and browser. Over the channel by which the password came it makes no
    /// second kind (AS3).
    func check(_ shown: Credentials, of user: User) async throws -> [AuthenticationMethod] {
        guard let key = user.id?.keyText, let typed = shown["code"], let browser = shown[Self.browser],
            let code = try await codes.use(.code(typed), for: .factor, in: browser), code.account == key,
            // Sent to the address that the account has now, and asked for now.
            AccountLifecycle.fits(code.fingerprint, user), try await isOn(key)
        else { return [] }
        let date = now()
        guard let row = try await rows.modify({ $0.id == key }, { [$0.lastUsed.set(date)] }) else { return [] }
        return [Self.method(row)]
    }

    /// What a right code shows for an account.
    func method(for account: String) async throws -> AuthenticationMethod { Self.method(try await rows.find(account)) }

    private static func method(_ row: MailFactorRow?) -> AuthenticationMethod {
        row?.passwordMailed == nil ? .email : .sameChannel
    }

    func turnOn(for account: User.ID) async throws {
        let date = now()
        try await upsert(account.keyText) { [$0.added.set(date)] }
    }

    /// Turns it off; by which channel the password came stays known.
    func remove(from account: User.ID) async throws {
        let key = account.keyText
        _ = try await rows.update({ $0.id == key }) { [$0.added.unset(), $0.lastUsed.unset()] }
    }

    /// Forgets all of it, with the account.
    func forget(_ account: User.ID) async throws {
        let key = account.keyText
        _ = try await rows.delete { $0.id == key }
    }

    func passwordWillChange(of account: User.ID, shown: [AuthenticationMethod]) async throws {
        guard shown.contains(.email), AssuranceLevel.of(shown) < 2 else { return }
        let date = now()
        try await upsert(account.keyText) { [$0.passwordMailed.set(date)] }
    }

    func passwordDidChange(of account: User.ID, shown: [AuthenticationMethod], since began: Date) async throws {
        guard AssuranceLevel.of(shown.filter { $0 != .email }) >= 2 else { return }
        let key = account.keyText
        _ = try await rows.update({ $0.id == key && $0.passwordMailed < began }) { [$0.passwordMailed.unset()] }
    }

    private func upsert(_ key: String, _ changes: Documents<MailFactorRow>.Changes) async throws {
        do {
            try await rows.modify({ $0.id == key }, upsert: true, changes)
        } catch let error as DocumentError where error.code == .duplicate {
            // Another request made it at the same moment.
            try await rows.modify({ $0.id == key }, upsert: true, changes)
        }
    }

    var form: FactorForm<User> {
        FactorForm(
            self, title: "Use a code by email", help: "Have a code sent to your email address, and enter it here.",
            fields: [.mailCode], template: "signin-factor-mail", refused: MailCodeMessages.wrong,
            request: { context in [Self.browser: try await context.browserMark] })
    }
}
