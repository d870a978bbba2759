import GatehouseBSON
public import GatehouseDocuments

/// An account that is to be made, in which nothing is wrong: its address, its password and its fields, all of which were
/// checked once.
///
/// ``Accounts/draft(email:password:fields:setting:)`` makes one, ``Accounts/signUp(_:client:)`` stores it.
public struct AccountDraft<User: Account>: Sendable {
    /// The address.
    public let email: EmailAddress
    /// In clear; nil for an account that is signed in to by other means.
    let password: String?
    /// The fields of the document, by their names in the store.
    let members: [String: BSONValue]
    /// What conditions of sign-up go by, by name.
    let sent: [String: String]
}

extension AccountDraft: CustomStringConvertible, CustomReflectable {
    /// Nothing of what was typed.
    public var description: String { "a draft of an account" }
    /// Without children, so that `dump` and debuggers do not show the password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
