public import GatehouseDocuments
public import GatehousePasswords

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A user of the site: a document that can sign in.
public protocol Account: Document {
    /// The e-mail address, in the canonical form of `EmailAddress`, by which it signs in. Its field is `email`, or
    /// `_id` where the address is the primary key.
    var email: String { get }
    /// The hash of its password. Its field is `password`.
    var password: PasswordHash { get set }
    /// Whether it may sign in. Always, unless the type says otherwise.
    var isActive: Bool { get }
    /// When it last signed in. Its field is `last_signin_date`, or `last_login` in a collection that a Django writes.
    var lastSigninDate: Date? { get set }
}

extension Account {
    /// True: every account may sign in.
    public var isActive: Bool { true }
}
