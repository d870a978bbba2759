public import GatehouseDocuments

/// Accounts that share permissions: a document of the collection `groups`.
public struct AccountGroup: Document, Hashable {
    /// `groups`.
    public static let collection = "groups"

    /// The name, stored as `_id`.
    public var id: String?
    /// The names of what its accounts may do.
    public var permissions: [String]

    /// A group.
    public init(_ name: String, permissions: [String] = []) {
        id = name
        self.permissions = permissions
    }

    /// The name as the key, and the permissions.
    public static let schema = Schema<AccountGroup> {
        PrimaryKey(\.id, .assigned)
        Field("permissions", \.permissions)
    }
}
