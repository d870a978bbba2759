/// Where the pages are.
///
/// ```swift
/// configuration.web.pages[.signUp] = "/join/"   // moved
/// configuration.web.pages[.devices] = nil       // off; a route of your own may take its place
/// configuration.web.pages[.root] = nil          // the root is a page of your own
/// ```
public struct PagePaths: Sendable {
    /// What differs from the usual paths; nil for what is off.
    private var changes: [PageName: String?] = [:]

    /// All pages, at the usual paths.
    public init() {}

    /// The path of a page; nil for one that is off.
    ///
    /// - Precondition: a path begins with a slash, and holds letters, digits, `-`, `_`, `.` and `/`.
    public subscript(page: PageName) -> String? {
        get { changes[page] ?? page.usualPath }
        set {
            if let newValue {
                precondition(
                    Self.isPath(newValue), "\(newValue) is no path of a page: it needs a slash at its beginning")
            }
            changes[page] = .some(newValue)
            // Two pages cannot share a path, and a root that leads to nothing is none.
            if self[.index] == nil || self[.index] == self[.root] { changes[.root] = .some(nil) }
        }
    }

    /// The path of a page, or of the site's root where it is off.
    package func path(_ page: PageName) -> String { self[page] ?? "/" }

    /// A path below a page's.
    static func below(_ path: String, _ suffix: String) -> String { (path.hasSuffix("/") ? path : path + "/") + suffix }

    static func isPath(_ path: String) -> Bool {
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
