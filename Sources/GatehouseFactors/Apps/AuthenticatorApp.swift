public import GatehouseDocuments

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An authenticator app of an account, as it is stored.
public struct AuthenticatorApp: Document {
    /// `authenticator_apps`.
    public static let collection = "authenticator_apps"
    /// 22 random letters and digits.
    public var id: String?
    /// The text of the account's key.
    public internal(set) var account: String
    /// What its owner calls it.
    public internal(set) var name: String
    /// The secret that app and site share, sealed for account and app (TO4).
    var secret: String
    /// The newest step of which a password was taken: it and older ones count no more (TO2).
    var lastStep: Int64
    /// When it was added.
    public internal(set) var added: Date
    /// When it was last used; nil for never since.
    public internal(set) var lastUsed: Date?

    /// The members with their rules, and an index over the account.
    public static let schema = Schema<AuthenticatorApp> {
        PrimaryKey(\.id, .assigned)
        Field("account", \.account)
        Field("name", \.name, .plainLine, .length(1...Self.maximumNameLength))
        Field("secret", \.secret)
        Field("last_step", \.lastStep)
        Field("added", \.added)
        Field("last_used", \.lastUsed)
        Index(.ascending(\.account))
    }

    /// The most code points that a name has.
    static var maximumNameLength: Int { 60 }
}
