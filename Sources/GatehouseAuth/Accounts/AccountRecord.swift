public import GatehouseBSON
public import GatehouseDocuments

/// Something that a site keeps about an account besides the account itself: what of it the owner can take away, and how it
/// goes with the account.
///
/// ```swift
/// AccountRecord<User>("notes") { user, id in
///     .array(BSONArray(try await notes.find { $0.owner == id }.map { .string($0.text) }))
/// } erase: { id in
///     try await notes.delete { $0.owner == id }
/// }
/// ```
public struct AccountRecord<User: Account>: Sendable {
    /// Its name among the owner's data; no two of a site's are the same.
    public let name: String
    package let export: @Sendable (User, User.ID) async throws -> BSONValue?
    package let erase: @Sendable (User.ID) async throws -> Void

    /// What is kept.
    ///
    /// - Parameters:
    ///   - export: what the owner gets to see of it, without secrets; nil for nothing.
    ///   - erase: removes it, after the account is gone. It may be called again for an account of which nothing is left,
    ///     where the one before was interrupted.
    public init(
        _ name: String, export: @escaping @Sendable (User, User.ID) async throws -> BSONValue?,
        erase: @escaping @Sendable (User.ID) async throws -> Void
    ) {
        self.name = name
        self.export = export
        self.erase = erase
    }
}

extension AccountRecord {
    /// What another collection keeps of the account's own fields. Its owner sees it among these.
    package static func aside(_ documents: Documents<User>) -> AccountRecord {
        AccountRecord("fields_aside", export: { _, _ in nil }, erase: { try await documents.eraseAside(of: $0) })
    }
}

extension Accounts {
    /// What is kept about an account, by the records' names.
    func exported(_ user: User) async throws -> BSONDocument {
        var data = BSONDocument()
        guard let id = user.id else { return data }
        for record in records {
            guard let value = try await record.export(user, id) else { continue }
            try data.append(value, forKey: record.name)
        }
        return data
    }

    /// Removes what is kept about an account that is gone, by its key's text.
    func eraseRecords(of key: String) async throws {
        guard !records.isEmpty, let id = User.ID(keyText: key) else { return }
        for record in records { try await record.erase(id) }
    }
}
