import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is known of an account's mail as its second factor, by the text of its key.
struct MailFactorRow: Document {
    static let collection = "mail_factors"
    var id: String?
    /// When it was turned on; nil while it is off.
    var added: Date?
    /// When it was last used; nil for never since.
    var lastUsed: Date?
    /// When the password came by a mailed link, and so over the same channel; nil where it did not.
    var passwordMailed: Date?

    static let schema = Schema<MailFactorRow> {
        PrimaryKey(\.id, .assigned)
        Field("added", \.added)
        Field("last_used", \.lastUsed)
        Field("password_mailed", \.passwordMailed)
    }
}
