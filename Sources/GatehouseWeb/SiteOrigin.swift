/// Where browsers reach a site: `https://accounts.example.com`, a scheme, a host and perhaps a port.
package enum SiteOrigin {
    /// Whether a text is an origin and nothing more.
    package static func isValid(_ text: String) -> Bool { authority(of: text) != nil }

    /// Whether a text can be one of ``WebSettings/trustedOrigins``.
    package static func isValidTrusted(_ text: String) -> Bool { (try? TrustedOrigins([text])) != nil }

    /// The host and port of an origin; nil for a text that is none.
    static func authority(of text: String) -> String? {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let authority = String(text.dropFirst(scheme.count))
            return HostName.host(of: authority) == nil ? nil : authority
        }
        return nil
    }

    /// Refuses an origin or a prefix that links and the check of hosts cannot go by.
    static func check(_ settings: WebSettings) throws(OriginError) {
        guard PagePaths.isPrefix(settings.pathPrefix) else { throw .invalidPrefix }
        guard let origin = settings.origin else {
            if settings.signInAddress?.namesHost == true { throw .missingForSignIn }
            return
        }
        guard isValid(origin) else { throw .invalid }
        if settings.isHTTPS, !origin.hasPrefix("https://") { throw .unprotected }
    }
}

/// The site's origin is missing where it is needed, or is none.
public struct OriginError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, with an example of what is right.
    public let description: String

    /// Links in mails would lead nowhere.
    public static let missing = OriginError(
        description: "mail needs the site's origin, as https://accounts.example.com, for the links in it")
    /// Another site that signs people in would not know where to send them back.
    public static let missingForSignIn = OriginError(
        description: "signing in at another address needs the site's origin, as https://accounts.example.com")
    /// It has a path, or a host that is none.
    public static let invalid = OriginError(
        description: "the site's origin must be a scheme, a host and perhaps a port, as https://accounts.example.com")
    /// A prefix of paths that no path can have.
    public static let invalidPrefix = OriginError(
        description: "the prefix of paths must begin with a slash and not end with one, as /accounts")
    /// A page whose own path begins with the prefix: nobody could tell whether a proxy took the prefix away.
    public static let ambiguousPrefix = OriginError(
        description: "a page's path begins with the prefix of paths; move the page, or choose another prefix")
    /// A trusted origin is none.
    static func notTrusted(_ text: String) -> OriginError {
        OriginError(
            description: "a trusted origin must be a scheme, a host and perhaps a port, as https://shop.example.com or "
                + "https://*.example.com: \"\(text)\"")
    }
    /// Links in mails would carry their tokens in the clear.
    public static let unprotected = OriginError(
        description: "the site is reached over HTTPS, and its origin begins with http://")
}

/// Addresses are to be verified before an account is made, and no mail is configured to do it.
public struct MissingMailError: Error, Sendable, CustomStringConvertible {
    /// What to configure.
    public var description: String { "verifying addresses before sign-up needs mail" }
}
