import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A mail that waits, as it is stored: when it is due, and the mail itself sealed, as it holds links that are as good as
/// passwords.
struct MailRow: Document {
    static let collection = "mails"
    /// The id of the message.
    var id: String?
    /// When it may be taken: then the lease of whoever has it is over, too.
    var dueAt: Date
    /// The lease of whoever has it, or had it last.
    var claim: String?
    var attempts: Int
    var expiresAt: Date
    var sealed: String

    static let schema = Schema<MailRow> {
        PrimaryKey(\.id, .assigned)
        Field("due_at", \.dueAt)
        Field("claim", \.claim)
        Field("attempts", \.attempts)
        Field("expires_at", \.expiresAt)
        Field("sealed", \.sealed)
        Index(.ascending(\.dueAt))
        // Whoever takes one that is too old says so in the log; what nobody takes goes a day later.
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(86_400)))
    }
}
