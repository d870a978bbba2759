/// Where the pages are.
///
/// ```swift
/// configuration.web.pages[.signUp] = "/join/"   // moved
/// configuration.web.pages[.devices] = nil       // off; a route of your own may take its place
/// configuration.web.pages[.root] = nil          // the root is a page of your own
/// ```
public struct PagePaths: Sendable {
    private var paths: [PageName: String] = [
        .root: "/", .index: "/index/", .signIn: "/signin/",
        .signInVerification: "/signin/verify-email/", .signInPassword: "/signin/new-password/", .signUp: "/signup/",
        .signOut: "/signout/",
        .profile: "/profile/",
        .passwordChange: "/password/change/", .passwordReset: "/password/reset/",
        .emailVerification: "/email/verify/", .emailChange: "/email/change/", .devices: "/devices/",
        .accountDeletion: "/account/delete/", .dataExport: "/account/export/", .openAPI: "/openapi.json",
    ]

    /// All pages, at the usual paths.
    public init() {}

    /// The path of a page; nil for one that is off.
    ///
    /// - Precondition: a path begins with a slash, and holds letters, digits, `-`, `_`, `.` and `/`.
    public subscript(page: PageName) -> String? {
        get { paths[page] }
        set {
            if let newValue {
                precondition(
                    Self.isPath(newValue), "\(newValue) is no path of a page: it needs a slash at its beginning")
            }
            paths[page] = newValue
            // Two pages cannot share a path, and a root that leads to nothing is none.
            if paths[.index] == nil || paths[.index] == paths[.root] { paths[.root] = nil }
        }
    }

    /// The path of a page, or of the site's root where it is off.
    package func path(_ page: PageName) -> String { paths[page] ?? "/" }

    /// A path below a page's.
    static func below(_ path: String, _ suffix: String) -> String { (path.hasSuffix("/") ? path : path + "/") + suffix }

    private static func isPath(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//")
            && path.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
