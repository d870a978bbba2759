import GatehouseAuth
import GatehouseDocuments
import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which account has which user name. Taking a name is one insert, and the unique key decides who gets it.
struct UserNameStore<User: Account>: Sendable {
    let documents: Documents<Identifier>
    private let accounts: Documents<User>
    private let now: @Sendable () -> Date

    init(in database: DocumentDatabase, accounts: Documents<User>, now: @escaping @Sendable () -> Date) {
        documents = Documents(Identifier.self, in: database)
        self.accounts = accounts
        self.now = now
    }

    /// The account of a name, or nil.
    ///
    /// - Parameter name: as ``UserName/text`` has it.
    /// - Throws: `MongoError`.
    func account(of name: String) async throws -> User.ID? {
        try await documents.find(Identifier.Kind.username.key(name)).flatMap { User.ID(keyText: $0.account) }
    }

    /// The names of an account, the newest first: one, unless a change was interrupted.
    ///
    /// - Throws: `MongoError`.
    func names(of account: User.ID) async throws -> [Identifier] {
        let key = account.keyText
        return try await documents.find { $0.account == key }
            .filter { $0.userName != nil }.sorted { ($0.taken, $0.id ?? "") > ($1.taken, $1.id ?? "") }
    }

    /// Gives an account a name, and frees those that it had: the new one is taken first, so that the account is never
    /// without. Of many that ask for one name one gets it, and of many changes of one account the last one counts.
    ///
    /// - Returns: whether the account did not have the name before, in any spelling.
    /// - Throws: `InvalidInput` when another account has it; `LifecycleError` when the account is gone, or another request
    ///   changed its name meanwhile; `MongoError`.
    func give(_ name: UserName, to account: User.ID) async throws -> Bool {
        let id = Identifier.Kind.username.key(name.text)
        let isNew = try await take(id, shown: name.shown, for: account)
        // An account that was deleted meanwhile left its names before this one was there.
        guard try await accounts.find(account) != nil else {
            try await freeAll(of: account)
            throw LifecycleError.accountGone
        }
        // Read after the new one is there: all that change the name at once agree on the one that stays.
        let all = try await names(of: account)
        for old in all.dropFirst() { try await free(old) }
        guard all.first?.userName == name.text else { throw LifecycleError.accountGone }
        return isNew
    }

    /// - Returns: whether it was nobody's before.
    private func take(_ id: String, shown: String, for account: User.ID) async throws -> Bool {
        let (key, date) = (account.keyText, now())
        // Again only where another change of the account's freed the name between the two writes.
        while true {
            do {
                var row = Identifier(id: id, account: key, shown: shown, taken: date)
                try await documents.insert(&row)
                return true
            } catch let error as DocumentError where error.code == .duplicate {
                // Its own, in another spelling perhaps.
                let own = try await documents.modify({ $0.id == id && $0.account == key }) {
                    [$0.shown.set(shown), $0.taken.set(date)]
                }
                if own != nil { return false }
                guard let held = try await documents.find(id), held.account != key else { continue }
                // One that a deletion left behind when it was cut off is nobody's.
                guard let holder = User.ID(keyText: held.account), try await accounts.find(holder) == nil else {
                    throw InvalidInput(UserNameMessages.taken, of: UserNameRules.field)
                }
                try await free(held)
            }
        }
    }

    /// Frees a name, unless it was chosen again since it was read.
    private func free(_ name: Identifier) async throws {
        guard let id = name.id else { return }
        try await documents.delete { $0.id == id && $0.account == name.account && $0.taken == name.taken }
    }

    /// Frees all names of an account.
    ///
    /// - Throws: `MongoError`.
    func freeAll(of account: User.ID) async throws {
        let key = account.keyText
        try await documents.delete { $0.account == key }
    }
}
