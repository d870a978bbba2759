import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import GatehouseWeb

/// A passkey as second factor, after a password or another proof.
struct PasskeyFactor<User: Account>: SecondFactor {
    let name = "passkey"
    let store: PasskeyStore<User>
    /// Nil where the site cannot say what browsers call it: then nothing is taken.
    let ceremonies: PasskeyCeremonies<User>?

    /// What the page says of the browser besides the form.
    private static var browser: String { "browser" }

    func isSetUp(for account: User.ID) async throws -> Bool {
        let key = account.keyText
        return try await store.documents.first { $0.account == key } != nil
    }

    /// Takes a passkey of the account that has signed a challenge given to this browser for the account: of many callers
    /// with the same one is let in (WA2).
    func check(_ shown: Credentials, of user: User) async throws -> [AuthenticationMethod] {
        guard let ceremonies, let account = user.id?.keyText, let sent = shown["credential"],
            let browser = shown[Self.browser]
        else {
            return []
        }
        do {
            return try await ceremonies.used(
                sent, .factor, of: account, browser: browser, needsVerification: false
            ).methods
        } catch is PasskeyRefusal {
            return []
        }
    }

    func remove(from account: User.ID) async throws { try await store.remove(from: account) }

    var form: FactorForm<User> {
        FactorForm(
            self, title: "Use a passkey",
            help: "Your browser asks you for the passkey of this site: a fingerprint, a face, a PIN or a security key.",
            fields: [.passkey], template: "signin-factor-passkey", refused: PasskeyMessages.refused,
            request: { context in [Self.browser: try await context.browserMark] })
    }
}
