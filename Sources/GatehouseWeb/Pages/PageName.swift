/// A page, for settings and for links in templates.
public struct PageName: Sendable, Hashable, CustomStringConvertible {
    /// Its name, as templates write it: `urls.password_reset`.
    public let description: String

    /// Where it is on sites that do not say otherwise.
    public let usualPath: String

    /// A page of a feature's own.
    ///
    /// - Parameters:
    ///   - name: small letters, digits and underscores.
    ///   - path: where it is on sites that do not say otherwise.
    /// - Precondition: a path begins with a slash, and holds letters, digits, `-`, `_`, `.` and `/`.
    public init(_ name: String, at path: String) {
        precondition(PagePaths.isPath(path), "\(path) is no path of a page: it needs a slash at its beginning")
        description = name
        usualPath = path
    }

    /// Whether both have the same name, wherever they are.
    public static func == (left: PageName, right: PageName) -> Bool { left.description == right.description }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// The site's root, which leads to the index page.
    public static let root = PageName("root", at: "/")
    /// What a signed-in person sees of the account.
    public static let index = PageName("index", at: "/index/")
    /// Signing in.
    public static let signIn = PageName("sign_in", at: "/signin/")
    /// Waiting for the address to be confirmed, at the gate.
    public static let signInVerification = PageName("sign_in_verification", at: "/signin/verify-email/")
    /// Choosing a new password, at the gate.
    public static let signInPassword = PageName("sign_in_password", at: "/signin/new-password/")
    /// Showing a second factor, at the gate.
    public static let signInFactor = PageName("sign_in_factor", at: "/signin/factor/")
    /// Making an account.
    public static let signUp = PageName("sign_up", at: "/signup/")
    /// Signing out.
    public static let signOut = PageName("sign_out", at: "/signout/")
    /// Changing what the account says of its owner.
    public static let profile = PageName("profile", at: "/profile/")
    /// Choosing another password.
    public static let passwordChange = PageName("password_change", at: "/password/change/")
    /// Getting a new password by mail.
    public static let passwordReset = PageName("password_reset", at: "/password/reset/")
    /// Showing that one reads the mail of the account's address.
    public static let emailVerification = PageName("email_verification", at: "/email/verify/")
    /// Giving the account another address.
    public static let emailChange = PageName("email_change", at: "/email/change/")
    /// What keeps the account safe, at one place.
    public static let security = PageName("security", at: "/security/")
    /// Where the account is signed in.
    public static let devices = PageName("devices", at: "/devices/")
    /// Deleting the account.
    public static let accountDeletion = PageName("account_deletion", at: "/account/delete/")
    /// Getting all that is stored of the account.
    public static let dataExport = PageName("data_export", at: "/account/export/")
    /// What the pages are for programs, in OpenAPI.
    public static let openAPI = PageName("openapi", at: "/openapi.json")

    /// All that come with Gatehouse.
    public static let all: [PageName] = [
        .root, .index, .signIn, .signInVerification, .signInPassword, .signInFactor, .signUp, .signOut, .profile,
        .passwordChange,
        .passwordReset, .emailVerification,
        .emailChange, .security, .devices, .accountDeletion, .dataExport, .openAPI,
    ]
}
