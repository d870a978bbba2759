public import GatehouseAuth
public import GatehouseSessions
public import GatehouseSigning

/// How the web side of a site behaves.
public struct WebSettings: Sendable {
    /// The site's name, in titles and headings.
    public var siteName = "Gatehouse"
    /// Whether browsers reach the site over HTTPS: cookies get the prefix `__Host-` and the attribute Secure, and
    /// answers tell browsers to stay on HTTPS. Only a site on loopback, for development, may go without.
    public var isHTTPS = true
    /// How long sessions live.
    public var sessions = SessionPolicy()
    /// The attributes of the session's cookie.
    public var sessionCookie = CookieOptions()
    /// Whether sessions note from which address and with which browser they were last used.
    public var recordsClients = true
    /// Proxies whose word on a client's address counts; nobody by default.
    public var trustedProxies = TrustedProxies.none
    /// The secret keys.
    public var keys: SecretKeys
    /// The greatest number of bytes of a form; 64 KiB. More is answered with 413.
    public var maximumFormSize = 65_536

    /// The defaults, with the secret keys.
    public init(keys: SecretKeys) { self.keys = keys }

    /// The name of the session's cookie.
    var sessionCookieName: String { sessionCookie.fullName(onHTTPS: isHTTPS) }
    /// The name of the cookie that holds an anonymous visitor's CSRF secret.
    var csrfCookieName: String { cookieName("csrftoken") }
    /// The name of the cookie that carries a message to the next page.
    var messageCookieName: String { cookieName("message") }

    private func cookieName(_ name: String) -> String { isHTTPS ? "__Host-\(name)" : name }

    /// The session's cookie with a value.
    func sessionCookie(_ value: String, maxAge: Int?) -> OutgoingCookie {
        OutgoingCookie(
            name: sessionCookieName, value: value, maxAge: maxAge, isSecure: sessionCookie.isSecure(onHTTPS: isHTTPS),
            path: sessionCookie.path, domain: sessionCookie.domain, isHTTPOnly: sessionCookie.isHTTPOnly,
            sameSite: sessionCookie.sameSite)
    }

    func cookie(_ name: String, _ value: String, maxAge: Int?) -> OutgoingCookie {
        OutgoingCookie(name: name, value: value, maxAge: maxAge, isSecure: isHTTPS)
    }
}
