import GatehouseBSON
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Something that happened to an account.
struct Activity: Document {
    static let collection = "account_activity"
    var id: ObjectID?
    /// The text of the account's key.
    var account: String
    /// The event's name.
    var kind: String
    var date: Date
    /// From where it was asked for, as `192.0.2.7`; nil when unknown.
    var address: String?
    /// What the browser called itself; nil where it did not say.
    var userAgent: String?
    /// When the row goes.
    var expiresAt: Date

    static let schema = Schema<Activity> {
        PrimaryKey(\.id, .objectID)
        Field("account", \.account)
        Field("kind", \.kind)
        Field("date", \.date)
        Field("address", \.address)
        Field("user_agent", \.userAgent)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.account), .descending(\.date))
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(0)))
    }
}
