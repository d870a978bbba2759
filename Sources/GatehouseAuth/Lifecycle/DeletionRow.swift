import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// That an account is to be deleted, by the text of its key.
struct DeletionRow: Document {
    /// How long a deleting instance holds an account exclusively; after that it counts as crashed.
    static let claim = Duration.seconds(600)

    static let collection = "account_deletions"
    var id: String?
    var dueDate: Date
    var requestedDate: Date
    /// Of the mail that tells it.
    var language: String?
    /// When somebody began to delete the account.
    var claimedDate: Date?
    /// The account's ``AccountFingerprint`` then: another account may come to have its key.
    var fingerprint: String?

    static let schema = Schema<DeletionRow> {
        PrimaryKey(\.id, .assigned)
        Field("due_date", \.dueDate)
        Field("requested_date", \.requestedDate)
        Field("language", \.language)
        Field("claimed_date", \.claimedDate)
        Field("fingerprint", \.fingerprint)
        Index(.ascending(\.dueDate))
    }
}
