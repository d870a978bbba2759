import GatehouseDocuments
import GatehouseMessages

/// A name by which somebody can type an account, as tries are counted by it.
enum AccountName {
    /// All spellings of an email address are one name.
    static func canonical(_ typed: String) -> String { EmailAddress(typed)?.text ?? typed }
}

extension Accounts {
    /// All names by which an account can be typed.
    ///
    /// - Throws: `StoreFailure` when a backend cannot tell.
    func names(of user: User) async throws -> [String] {
        var more: [String] = []
        for backend in backends {
            more += try await StoreFailure.guarding(backend.name.text) { try await backend.names(of: user) }
        }
        return ([user.email] + more).map(AccountName.canonical).reduce(into: []) { names, name in
            if !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        }
    }

    /// Whether a text, in any spelling, is a name by which an account can be typed.
    ///
    /// - Throws: `StoreFailure` when a backend cannot tell.
    package func isName(_ typed: String, of user: User, _ client: Client) async throws -> Bool {
        if EmailAddress(typed)?.isMailbox(of: user.email) == true { return true }
        let credentials = Credentials(email: typed, password: "")
        let tried = backends.compactMap { $0.attempt(credentials, client)?.name }
        return try await names(of: user).contains { name in tried.contains { $0.utf8.elementsEqual(name.utf8) } }
    }
}
