import GatehouseBase
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A passkey of an account, as it is stored.
struct Passkey: Document {
    static let collection = "passkeys"
    /// The credential's id, in Base64 for addresses: one passkey is one account's, of all accounts (WA10).
    var id: String?
    /// The text of the account's key.
    var account: String
    /// What its owner calls it.
    var name: String
    /// The public key, as COSE writes it, in Base64 for addresses.
    var key: String
    /// How often the authenticator has signed, as it says; 0 where it does not count (WA7).
    var count: Int64
    /// Which model of authenticator made it, as `ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4`; nil where it does not say.
    var authenticator: String?
    /// How browsers reach it: `internal`, `usb`, `hybrid`.
    var transports: [String]
    /// Whether it can be copied to other devices of its owner.
    var isBackupEligible: Bool
    /// Whether it is copied.
    var isBackedUp: Bool
    /// When it was added.
    var added: Date
    /// When it was last used; nil for never since.
    var lastUsed: Date?

    static let schema = Schema<Passkey> {
        PrimaryKey(\.id, .assigned)
        Field("account", \.account)
        Field("name", \.name, .plainLine, .length(1...Self.maximumNameLength))
        Field("key", \.key)
        Field("count", \.count)
        Field("authenticator", \.authenticator)
        Field("transports", \.transports)
        Field("is_backup_eligible", \.isBackupEligible)
        Field("is_backed_up", \.isBackedUp)
        Field("added", \.added)
        Field("last_used", \.lastUsed)
        Index(.ascending(\.account))
    }

    /// The most code points that a name has.
    static var maximumNameLength: Int { 60 }
    /// The most passkeys that an account has.
    static var maximumCount: Int { 20 }
}

/// What authenticators know an account by: random bytes, which are neither its key nor its address (WA6).
struct PasskeyOwner: Document {
    static let collection = "passkey_owners"
    /// The text of the account's key.
    var id: String?
    /// 32 random bytes, in Base64 for addresses.
    var handle: String

    static let schema = Schema<PasskeyOwner> {
        PrimaryKey(\.id, .assigned)
        Field("handle", \.handle, .unique)
    }
}
