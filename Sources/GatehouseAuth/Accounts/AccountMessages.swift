public import GatehouseMessages

extension Message.Code {
    /// The password is not the account's.
    public static let wrongPassword: Self = "wrong_password"
    /// The address is the one that the account has already.
    public static let sameEmail: Self = "same_email"
    /// The link was used, is too old, or was never given.
    public static let linkExpired: Self = "link_expired"
    /// The account was changed by somebody else, or is gone.
    public static let accountChanged: Self = "account_changed"
    /// The accounts of the site cannot do it.
    public static let unsupported: Self = "unsupported"
}

/// What accounts tell people.
package enum AccountMessages {
    /// Another account has the address.
    package static let emailTaken = Message(.taken, "Email is already registered")
    package static let wrongPassword = Message(.wrongPassword, "The password is not right.")
    static let sameEmail = Message(.sameEmail, "This is the address that you have.")
    package static let linkExpired = Message(.linkExpired, "The link is not good any more. Ask for a new one.")
    package static let changed = Message(.accountChanged, "The account was changed meanwhile. Try again.")
    static let unsupported = Message(.unsupported, "Accounts of this site cannot do that.")
}
