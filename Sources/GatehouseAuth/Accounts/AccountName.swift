import GatehouseDocuments

/// A name by which somebody can type an account, as tries are counted by it.
enum AccountName {
    /// All spellings of an email address are one name.
    static func canonical(_ typed: String) -> String { EmailAddress(typed)?.text ?? typed }
}

extension Accounts {
    /// All names by which an account can be typed.
    func names(of user: User) -> [String] {
        let more = backends.flatMap { $0.names(of: user) }
        return ([user.email] + more).map(AccountName.canonical).reduce(into: []) { names, name in
            if !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        }
    }
}
