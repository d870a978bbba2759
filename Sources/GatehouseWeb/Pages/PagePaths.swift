/// Where the pages are.
///
/// ```swift
/// settings.web.pages[.signUp] = "/join/"   // moved
/// settings.web.pages[.devices] = nil       // off; a route of your own may take its place
/// settings.web.pages[.root] = nil          // the root is a page of your own
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

    /// What browsers have before every path of the site, as `/accounts`; nothing for a site at the root of its host.
    package var prefix = ""

    /// The path of a page as browsers have it, or of the site's root where the page is off.
    package func path(_ page: PageName) -> String { prefix + (self[page] ?? "/") }

    /// A path of the site as browsers have it. One that begins with the prefix is taken for one already; an address
    /// with a host is another site's.
    func link(_ path: String) -> String {
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !Self.isBelow(path, prefix) else { return path }
        return prefix + path
    }

    /// Whether a path, with or without a query, is below a prefix, which may be nothing.
    static func isBelow(_ path: String, _ prefix: String) -> Bool {
        guard path.hasBytesFirst(prefix) else { return false }
        let next = path.utf8.dropFirst(prefix.utf8.count).first
        return next == nil || next == UInt8(ascii: "/") || next == UInt8(ascii: "?")
    }

    /// A path below a page's.
    package static func below(_ path: String, _ suffix: String) -> String {
        (path.hasSuffix("/") ? path : path + "/") + suffix
    }

    /// Whether a text can stand before paths: nothing, or a path that does not end with a slash.
    package static func isPrefix(_ text: String) -> Bool {
        text.isEmpty || (isPath(text) && !text.hasSuffix("/") && !text.contains("//"))
    }

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

extension String {
    /// Whether the text's first bytes are those of another.
    fileprivate func hasBytesFirst(_ other: String) -> Bool { utf8.starts(with: other.utf8) }
}
