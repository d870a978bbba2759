public import GatehouseMessages

/// What pages tell of what was done.
extension Message.Code {
    /// What a page says that has no code of its own.
    public static let told: Self = "told"
    /// The account was made.
    public static let accountCreated: Self = "account_created"
    /// A mail was sent whose link makes the account.
    public static let signUpMailSent: Self = "sign_up_mail_sent"
    /// A mail was sent whose link confirms the address.
    public static let verificationMailSent: Self = "verification_mail_sent"
    /// A mail was sent whose link sets a new password, if there is such an account.
    public static let resetMailSent: Self = "reset_mail_sent"
    /// A mail was sent whose link gives the account another address.
    public static let emailChangeMailSent: Self = "email_change_mail_sent"
    /// Where mails are that do not leave the site, in development.
    public static let mailLocation: Self = "mail_location"
    /// Somebody else took a value meanwhile: sign up again.
    public static let takenMeanwhile: Self = "taken_meanwhile"
    /// The password was changed.
    public static let passwordChanged: Self = "password_changed"
    /// The new password is set.
    public static let passwordReset: Self = "password_reset"
    /// The address is confirmed.
    public static let emailVerified: Self = "email_verified"
    /// The account that somebody else made was removed.
    public static let accountDisowned: Self = "account_disowned"
    /// The address was changed.
    public static let emailChanged: Self = "email_changed"
    /// The address is not given to the account.
    public static let emailChangeRejected: Self = "email_change_rejected"
    /// The profile was saved.
    public static let profileSaved: Self = "profile_saved"
    /// The device was signed out.
    public static let deviceSignedOut: Self = "device_signed_out"
    /// All other devices were signed out.
    public static let othersSignedOut: Self = "others_signed_out"
    /// A browser is not remembered any more.
    public static let browserForgotten: Self = "browser_forgotten"
    /// No browser is remembered any more.
    public static let browsersForgotten: Self = "browsers_forgotten"
    /// The account will be deleted.
    public static let deletionScheduled: Self = "deletion_scheduled"
    /// The account was deleted.
    public static let accountDeleted: Self = "account_deleted"
    /// The account was to be deleted, and stays.
    public static let accountKept: Self = "account_kept"
}
