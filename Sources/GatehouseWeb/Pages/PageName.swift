/// A page of the accounts, for settings and for links in templates.
public struct PageName: Sendable, Hashable, CustomStringConvertible {
    /// Its name, as templates write it: `urls.password_reset`.
    public let description: String

    private init(_ name: String) { description = name }

    /// The site's root, which leads to the index page.
    public static let root = PageName("root")
    /// What a signed-in person sees of the account.
    public static let index = PageName("index")
    /// Signing in.
    public static let signIn = PageName("sign_in")
    /// Waiting for the address to be confirmed, at the gate.
    public static let signInVerification = PageName("sign_in_verification")
    /// Choosing a new password, at the gate.
    public static let signInPassword = PageName("sign_in_password")
    /// Making an account.
    public static let signUp = PageName("sign_up")
    /// Signing out.
    public static let signOut = PageName("sign_out")
    /// Changing what the account says of its owner.
    public static let profile = PageName("profile")
    /// Choosing another password.
    public static let passwordChange = PageName("password_change")
    /// Getting a new password by mail.
    public static let passwordReset = PageName("password_reset")
    /// Showing that one reads the mail of the account's address.
    public static let emailVerification = PageName("email_verification")
    /// Giving the account another address.
    public static let emailChange = PageName("email_change")
    /// Where the account is signed in.
    public static let devices = PageName("devices")
    /// Deleting the account.
    public static let accountDeletion = PageName("account_deletion")
    /// Getting all that is stored of the account.
    public static let dataExport = PageName("data_export")
    /// What the pages are for programs, in OpenAPI.
    public static let openAPI = PageName("openapi")

    /// All of them.
    public static let all: [PageName] = [
        .root, .index, .signIn, .signInVerification, .signInPassword, .signUp, .signOut, .profile, .passwordChange,
        .passwordReset, .emailVerification,
        .emailChange, .devices, .accountDeletion, .dataExport, .openAPI,
    ]
}
