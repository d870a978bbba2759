import GatehouseAuth
import GatehouseDocuments

/// The fields that owners of accounts fill in have some that only the program sets.
public struct ProtectedFieldsError: Error, Sendable, CustomStringConvertible {
    /// The fields, by their names in the store.
    public let fields: [String]

    /// The fields, and where to remove them.
    public var description: String {
        let names = fields.joined(separator: ", ")
        return "web.accountFields names \(names), which no visitor may set: remove it there, or, where its schema says "
            + ".protected, that rule."
    }

    /// - Throws: ``ProtectedFieldsError``.
    static func check<User: Account>(_ type: User.Type, _ settings: WebSettings) throws {
        let fields = settings.accountFields.filter {
            User.schema.field($0) != nil && AccountField.isProtected($0, of: type)
        }
        guard fields.isEmpty else { throw ProtectedFieldsError(fields: fields) }
    }
}
