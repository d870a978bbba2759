import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
import GatehouseSessions

extension Accounts {
    /// How long a browser is remembered; nil where none is.
    package var browserAge: Duration? { rememberedBrowsers?.age }

    /// Remembers a browser in which a second factor was just shown.
    ///
    /// - Throws: `StoreFailure`.
    package func remember(_ client: Client, of user: User) async throws {
        guard let rememberedBrowsers, let key = user.id?.keyText else { return }
        let hash = sessionHash(of: user)
        try await StoreFailure.guarding("remembered browsers") {
            try await rememberedBrowsers.remember(client, key, passwordHash: hash)
        }
        await emit(.browserRemembered, account: key, client: client)
    }

    /// The proof with the note that the account remembers the browser, where it does. Not for somebody who is signed in to
    /// the account already: they sign in again because a page asks for more.
    func remembering(_ proof: Proof<User>, _ session: Session, _ client: Client) async throws -> Proof<User> {
        guard let rememberedBrowsers, proof.level < 2, client.rememberedBrowser != nil,
            let key = proof.user.id?.keyText,
            session.text(SessionKeys.account)?.hasBytes(of: key) != true
        else { return proof }
        let hash = try await StoreFailure.guarding("remembered browsers") {
            try await rememberedBrowsers.passwordHash(client.rememberedBrowser, of: key)
        }
        guard let hash, fits(hash, proof.user) else { return proof }
        var proof = proof
        proof.methods.append(ShownMethod(.rememberedBrowser, at: now()))
        return proof
    }
}
