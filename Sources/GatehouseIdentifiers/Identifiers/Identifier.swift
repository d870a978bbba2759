import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Something by which an account is named, reserved for it. Its key is kind and value, so that no two accounts have one,
/// on a sharded cluster either.
struct Identifier: Document {
    /// What it is.
    enum Kind: String, CaseIterable {
        case username

        /// The key of a value.
        func key(_ value: String) -> String { "\(rawValue):\(value)" }
    }

    static let collection = "identifiers"
    /// Such as `username:anna`.
    var id: String?
    /// The text of the account's key.
    var account: String
    /// The name as the owner typed it.
    var shown: String
    /// When the owner chose it, for the last time.
    var taken: Date

    static let schema = Schema<Identifier> {
        PrimaryKey(\.id, .assigned)
        Field("account", \.account)
        Field("shown", \.shown)
        Field("taken", \.taken)
        Index(.ascending(\.account))
    }

    /// The user name as it is looked up; nil for an identifier of another kind.
    var userName: String? {
        guard let id, id.hasPrefix(Kind.username.key("")) else { return nil }
        return String(id.dropFirst(Kind.username.key("").count))
    }
}
