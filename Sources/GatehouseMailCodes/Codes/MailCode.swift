import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A code that was mailed, or that stands in for one where there is nobody to mail, as it is stored: one for each browser that
/// asked.
struct MailCode: Document {
    static let collection = "mail_codes"
    /// A hash of what stands for the browser, and of what the code is for.
    var id: String?
    /// The address that was typed, in its canonical form: tries are counted by it.
    var email: String
    /// The text of the account's key; nil where nobody was mailed.
    var account: String?
    /// Of the account's password and address when it was mailed: the code ends with either.
    var fingerprint: String?
    /// A keyed hash of the six digits.
    var code: String
    /// A keyed hash of the link's secret.
    var link: String
    /// How often a code was tried.
    var tries: Int
    var expiresAt: Date

    static let schema = Schema<MailCode> {
        PrimaryKey(\.id, .assigned)
        Field("email", \.email)
        Field("account", \.account)
        Field("fingerprint", \.fingerprint)
        Field("code", \.code)
        Field("link", \.link)
        Field("tries", \.tries)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(0)))
        Index(.ascending(\.account))
    }

    /// How long a code is good: 10 minutes.
    static var validity: Duration { .seconds(600) }
    /// How often a code may be tried.
    static var maximumTries: Int { 5 }
}
