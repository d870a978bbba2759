/// The names of what forms and programs send about an account, besides the fields of its document.
package enum AccountFormField {
    package static let email = AccountField.email
    package static let password = AccountField.password
    /// The new password once more.
    package static let passwordRetype = "password_retype"
    /// The password before a new one.
    package static let currentPassword = "current_password"
}
