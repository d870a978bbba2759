/// The attributes of the session's cookie.
public struct CookieOptions: Sendable {
    /// Which requests of other sites bring the cookie.
    public struct SameSite: Sendable, Hashable {
        let text: String
        /// Links from other sites, and nothing else of theirs.
        public static let lax = SameSite(text: "Lax")
        /// None.
        public static let strict = SameSite(text: "Strict")
        /// All. Browsers want ``CookieOptions/isSecure`` with it.
        public static let unprotectedNone = SameSite(text: "None")
    }

    /// The name, without prefix. Django's SESSION_COOKIE_NAME.
    public var name = "sessionid"
    /// Whether the name gets `__Host-` before it, by which browsers refuse a cookie that another host of the domain or
    /// an unencrypted answer sets. It is left out where browsers would refuse the whole cookie: without HTTPS, with a
    /// domain, and with a path other than `/`. Turn it off to share the cookie with a Django site.
    public var usesHostPrefix = true
    /// The path below which browsers send it. Django's SESSION_COOKIE_PATH.
    public var path = "/"
    /// The domain whose hosts get it; nil for this host alone. Django's SESSION_COOKIE_DOMAIN.
    public var domain: String?
    /// Whether browsers send it over HTTPS only; nil where the site is reached over HTTPS. Django's
    /// SESSION_COOKIE_SECURE.
    public var isSecure: Bool?
    /// Whether scripts cannot read it. Django's SESSION_COOKIE_HTTPONLY.
    public var isHTTPOnly = true
    /// Which requests of other sites bring it; nil to leave that to browsers. Django's SESSION_COOKIE_SAMESITE.
    public var sameSite: SameSite? = .lax

    /// The defaults.
    public init() {}

    func isSecure(onHTTPS isHTTPS: Bool) -> Bool { isSecure ?? isHTTPS }

    /// The name with its prefix.
    func fullName(onHTTPS isHTTPS: Bool) -> String {
        usesHostPrefix && isSecure(onHTTPS: isHTTPS) && path == "/" && domain == nil ? "__Host-\(name)" : name
    }
}
