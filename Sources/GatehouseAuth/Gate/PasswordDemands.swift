package import GatehouseDocuments

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Which accounts must choose a new password before they are signed in again: those of which an operator asked for it, and
/// those whose password was found in a leak.
///
/// A demand is of the password that the account had: it ends with a new one, however that was set.
package struct PasswordDemands<User: Account>: Sendable {
    private let rows: Documents<PasswordDemandRow>
    private let now: @Sendable () -> Date

    /// The demands of a database, in the collection `password_demands`.
    package init(in database: DocumentDatabase, now: @escaping @Sendable () -> Date = { Date() }) {
        rows = Documents(PasswordDemandRow.self, in: database)
        self.now = now
    }

    /// Whether an account must choose a new password.
    ///
    /// - Throws: `MongoError`.
    package func isDue(for user: User) async throws -> Bool {
        guard let key = user.id?.keyText, let row = try await rows.find(key) else { return false }
        return AccountFingerprint.matches(row.fingerprint, user)
    }

    /// Demands a new password of an account's owner at the next sign-in. Sessions stay; end them where that is needed.
    ///
    /// - Throws: `MongoError`.
    package func demand(of user: User) async throws {
        guard let key = user.id?.keyText else { return }
        let (fingerprint, date) = (AccountFingerprint.of(user), now())
        try await rows.upsert(key) { [$0.fingerprint.set(fingerprint), $0.date.set(date)] }
    }

    /// Forgets what was demanded of an account.
    ///
    /// - Throws: `MongoError`.
    package func clear(_ key: String) async throws { try await rows.delete { $0.id == key } }

    /// What is noted about an account, which goes with it.
    package var record: AccountRecord<User> {
        AccountRecord("password_demand", export: { _, _ in nil }, erase: { try await clear($0.keyText) })
    }
}

/// That an account must choose a new password, by the text of its key.
struct PasswordDemandRow: Document {
    static let collection = "password_demands"
    var id: String?
    /// The account's ``AccountFingerprint`` when it was demanded.
    var fingerprint: String
    var date: Date

    static let schema = Schema<PasswordDemandRow> {
        PrimaryKey(\.id, .assigned)
        Field("fingerprint", \.fingerprint)
        Field("date", \.date)
    }
}

extension Documents where Root.ID == String {
    /// Changes the document of a key, which is made when it is not there.
    func upsert(_ key: String, _ changes: Changes) async throws {
        do {
            try await modify({ $0.id == key }, upsert: true, changes)
        } catch let error as DocumentError where error.code == .duplicate {
            // Another request made it at the same moment.
            try await modify({ $0.id == key }, upsert: true, changes)
        }
    }
}
