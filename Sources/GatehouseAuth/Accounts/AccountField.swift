import GatehouseDocuments

/// The names in the store of the fields of an account that Gatehouse knows.
package enum AccountField {
    /// The key, where it is a member of its own beside `_id`.
    package static let id = "id"
    package static let email = "email"
    package static let password = "password"
    package static let firstName = "first_name"
    package static let lastName = "last_name"
    package static let name = "name"
    package static let lastSignIn = "last_signin_date"
    /// The same in a collection that a Django writes.
    package static let lastLogin = "last_login"
    package static let isActive = "is_active"
    package static let isSuperuser = "is_superuser"
    package static let isStaff = "is_staff"
    package static let permissions = "permissions"
    /// The same in a collection that a Django writes.
    package static let userPermissions = "user_permissions"
    package static let groups = "groups"
    package static let language = "language"
    package static let signUp = "signup_date"
    /// When an account's owner showed that the mailbox of its address is theirs.
    package static let emailVerified = "email_verified_date"

    /// The names of a person, and what they are called in a message.
    package static let names = [(firstName, "first name"), (lastName, "last name")]

    /// What a form never fills, whatever the schema says: who an account is and what it may do.
    package static let protected: Set = [
        "_id", id, email, password, isActive, isStaff, isSuperuser, permissions, userPermissions, groups,
        lastSignIn, lastLogin, signUp, emailVerified,
    ]

    /// Whether nobody but the program sets a field of an account.
    package static func isProtected<User: Account>(_ name: String, of type: User.Type) -> Bool {
        protected.contains(name) || User.schema.field(name)?.traits.isProtected == true
    }
}
