import GatehouseBase

/// Where people who are not signed in are sent: a path of the site, with or without a query, or another site that signs
/// in to the same sessions, as a Django beside this one.
///
/// ```swift
/// settings.web.signInAddress = "/enter/?from=notes"
/// settings.web.signInAddress = "https://www.example.com/accounts/login/"
/// ```
///
/// It is an address as browsers have it, with the prefix of the site's paths where it lies below it.
///
/// The page that was asked for is carried in the query as `next`, and a `next` that is there already is replaced; the
/// rest of the query stays. Another site is told the whole address, so that it needs ``WebSettings/origin``.
public struct SignInAddress: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The address itself.
    public let description: String

    /// An address.
    ///
    /// - Parameter text: a path that begins with one slash, or `https://`, `http://` or `//` with a host, and perhaps a
    ///   query; in printable ASCII, without a fragment. Nil for anything else.
    public init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\\#\"<>".utf8.contains($0) }
        guard isPlain, text.utf8.count <= SafeRedirect.maximumLength else { return nil }
        description = text
        guard text.hasPrefix("/") || scheme != nil else { return nil }
        if let authority, HostName.host(of: authority) == nil { return nil }
    }

    /// An address that is known when the program is written.
    ///
    /// - Precondition: it is one.
    public init(stringLiteral text: String) {
        guard let address = Self(text) else {
            preconditionFailure("\(text) is no address to sign in at: it is a path of the site or begins with https://")
        }
        self = address
    }

    /// Whether it has a host, which a path of the site has not.
    public var namesHost: Bool { authority != nil }

    /// `https` or `http`; nil where the address does not say.
    private var scheme: String? { ["https", "http"].first { description.hasPrefix($0 + "://") } }

    /// Host and port; nil for a path of the site.
    private var authority: String? {
        let start = (scheme.map { $0 + ":" } ?? "") + "//"
        guard description.hasPrefix(start) else { return nil }
        return String(description.dropFirst(start.utf8.count).prefix { $0 != "/" && $0 != "?" })
    }

    /// Whether a site of this origin has the page; without an origin, only paths count as the site's.
    private func isOn(_ origin: String?) -> Bool {
        guard let authority else { return true }
        guard let origin, let own = SiteOrigin.authority(of: origin) else { return false }
        let isSameScheme = scheme.map { origin.hasPrefix($0 + "://") } ?? true
        return isSameScheme && authority.lowercased() == own.lowercased()
    }

    /// The address to go to and come back, up to the path of the page to come back to, which goes at its end.
    ///
    /// - Parameter origin: the site's; nil where it is not known, so that pages are told as paths.
    func beforePage(of origin: String?) -> String {
        let parts = description.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let others = (parts.count > 1 ? parts[1] : "").split(separator: "&").filter { parameter in
            parameter.prefix { $0 != "=" } != "next"
        }
        let site = isOn(origin) ? "" : (origin ?? "").percentEncoded(keepsSlashes: true)
        return parts[0] + "?" + others.map { $0 + "&" }.joined() + "next=" + site
    }
}
