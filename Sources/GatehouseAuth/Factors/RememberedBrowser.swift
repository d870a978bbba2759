package import GatehouseDocuments

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A browser that an account remembers, as it is stored.
package struct RememberedBrowser: Document {
    package static let collection = "remembered_browsers"
    /// The hash of the browser's secret and the account.
    package var id: String?
    /// The text of the account's key.
    var account: String
    /// The code of the account's password: with another one, no browser is remembered.
    var passwordHash: String
    /// What the browser calls itself.
    package var userAgent: String
    /// Since when it is remembered.
    package var added: Date
    /// Until when.
    package var expiresAt: Date

    package static let schema = Schema<RememberedBrowser> {
        PrimaryKey(\.id, .assigned)
        Field("account", \.account)
        Field("password_hash", \.passwordHash)
        Field("user_agent", \.userAgent)
        Field("added", \.added)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.account))
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(0)))
    }
}
