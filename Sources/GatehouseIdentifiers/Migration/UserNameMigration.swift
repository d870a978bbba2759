package import GatehouseAuth
import GatehouseBSON
package import GatehouseDocuments
import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Gives accounts the user names that their documents have in a field, such as Django's `username`.
///
/// It goes by the accounts' keys in order, in batches. What is there already stays, so it can be run again: after an
/// interruption, and beside a site that runs.
package struct UserNameMigration<User: Account>: Sendable {
    private let accounts: Documents<User>
    private let store: UserNameStore<User>
    private let rules: UserNameRules

    /// How many accounts are read and written at a time.
    static var batchSize: Int { 100 }

    /// The migration of a site's accounts.
    ///
    /// - Parameters:
    ///   - accounts: the accounts' documents.
    ///   - database: where the names are kept.
    ///   - rules: the rules of the site's ``UserNames``.
    package init(
        of accounts: Documents<User>, in database: DocumentDatabase, rules: UserNameRules = UserNameRules()
    ) {
        self.accounts = accounts
        store = UserNameStore(in: database, accounts: accounts, now: { Date() })
        self.rules = rules
    }

    /// Goes through all accounts that have a text in the field.
    ///
    /// Without `applies` it keeps the names in memory, to find those that two documents have.
    ///
    /// - Parameters:
    ///   - field: the field's name in the store.
    ///   - applies: whether to write; without, it is only told what would be done.
    ///   - report: learns what became of each name.
    /// - Throws: `MongoError`; what the report throws.
    package func run(
        field: String = UserNameRules.field, applies: Bool, _ report: (MigratedName) throws -> Void
    ) async throws {
        if applies { _ = try await store.documents.ensureIndexes() }
        var seen = SeenNames()
        try await accounts.texts(field, inBatchesOf: Self.batchSize) { texts in
            var rows = try texts.map { try Row(key: $0.key, text: $0.text, rules: rules, User.ID.self) }
            try await judge(&rows, &seen)
            if applies {
                seen = SeenNames()
                try await write(&rows)
            }
            for row in rows { try report(row.result) }
        }
    }

    /// Says of each what is to become of it.
    private func judge(_ rows: inout [Row], _ seen: inout SeenNames) async throws {
        let keys = rows.map(\.account)
        let ids = rows.compactMap(\.id)
        let named = Set(
            try await store.documents.find { $0.account.in(keys) }.filter { $0.userName != nil }.map(\.account))
        let holders = Dictionary(
            try await store.documents.find { $0.id.in(ids) }.map { ($0.id ?? "", $0.account) }
        ) { first, _ in first }
        for place in rows.indices where rows[place].outcome == .pending {
            let row = rows[place]
            guard let id = row.id else { continue }
            if named.contains(row.account) {
                rows[place].outcome = .present
            } else if let holder = holders[id] ?? seen.holder(of: id, orNow: row.account) {
                rows[place].outcome = .taken(by: holder)
            }
        }
    }

    private func write(_ rows: inout [Row]) async throws {
        let places = rows.indices.filter { rows[$0].outcome == .pending }
        // The oldest of all, so that a name that its owner chooses meanwhile goes before it.
        let date = Date(timeIntervalSince1970: 0)
        var new = places.map {
            Identifier(id: rows[$0].id, account: rows[$0].account, shown: rows[$0].shown, taken: date)
        }
        guard !new.isEmpty else { return }
        do {
            try await store.documents.insert(contentsOf: &new)
            for place in places { rows[place].outcome = .written }
        } catch let error as DocumentError where error.code == .duplicate {
            // Somebody took one meanwhile: one by one, those that were written are there already.
            for (place, row) in zip(places, new) { rows[place].outcome = try await write(row) }
        }
        try await freeGone(&rows, places)
    }

    private func write(_ row: Identifier) async throws -> MigratedName.Outcome {
        var row = row
        do {
            try await store.documents.insert(&row)
        } catch let error as DocumentError where error.code == .duplicate {
            let holder = try await store.documents.find(row.id ?? "")?.account
            guard holder == row.account else { return .taken(by: holder ?? "") }
        }
        return .written
    }

    /// Frees the names of accounts that were deleted while they were written.
    private func freeGone(_ rows: inout [Row], _ places: [Int]) async throws {
        let written = places.filter { rows[$0].outcome == .written }
        let existing = Set(try await accounts.existing(written.map { rows[$0].key }).map { "\($0)" })
        for place in written where !existing.contains("\(rows[place].key)") {
            if let id = User.ID(keyText: rows[place].account) { try await store.freeAll(of: id) }
            rows[place].outcome = .gone
        }
    }

    private struct Row {
        let key: BSONValue
        let account: String
        let typed: String
        var id: String?
        var shown = ""
        var outcome = MigratedName.Outcome.pending

        init(key: BSONValue, text: String, rules: UserNameRules, _ type: User.ID.Type) throws {
            self.key = key
            typed = text
            guard let id = try? User.ID(bsonValue: key) else {
                (account, outcome) = ("\(key)", .unreadableKey)
                return
            }
            account = id.keyText
            do {
                let name = try rules.name(text)
                (self.id, shown) = (Identifier.Kind.username.key(name.text), name.shown)
            } catch {
                outcome = .refused(error.failures[UserNameRules.field])
            }
        }

        var result: MigratedName { MigratedName(account: account, typed: typed, outcome: outcome) }
    }
}

/// The names that documents have had so far.
private struct SeenNames {
    private var accounts: [String: String] = [:]

    /// The account that had a name first; nil for one that is new, and is the account's from now on.
    mutating func holder(of id: String, orNow account: String) -> String? {
        if let holder = accounts[id] { return holder }
        accounts[id] = account
        return nil
    }
}
