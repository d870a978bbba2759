public import GatehouseAuth
public import GatehouseForms
public import GatehouseSessions
public import GatehouseTemplates

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
    /// Names of fields that are never kept when a form has to be sent again after signing in. Those whose names say so, as
    /// `password`, `secret`, `token` and `pin`, never are.
    public var secretFields: Set<String> = []
    /// The greatest number of bytes of a form; 64 KiB. More is answered with 413.
    public var maximumFormSize = 65_536

    /// What connections and requests may take of the server that ``Gatehouse/server`` makes.
    public var server = ServerLimits()

    /// Where browsers reach the site, as `https://accounts.example.com`: links in mails begin with it. Nil where no mail
    /// is sent.
    public var origin: String?
    /// What stands before the site's paths where browsers see them, as `/accounts` for
    /// `https://www.example.com/accounts/signin/`; nothing for a site at the root of its host. Django's
    /// FORCE_SCRIPT_NAME.
    ///
    /// All links begin with it. ``Gatehouse/server`` takes requests with it, and those from which a proxy took it away;
    /// behind another server the proxy must take it away. Routes are always added without it.
    public var pathPrefix: String {
        get { pages.prefix }
        set { pages.prefix = newValue }
    }
    /// The hosts under which the site is served, as `accounts.example.com`; one with a dot before it means its
    /// subdomains, too. Nil for the one of ``origin``, and for all where that is nil, too. Others are answered with 400.
    public var allowedHosts: [String]?
    /// Other origins whose pages may send forms to this site, with a token of it: `https://shop.example.com`, or
    /// `https://*.example.com` for the domain and all below it. Django's CSRF_TRUSTED_ORIGINS.
    public var trustedOrigins: [String] = []
    /// Where the pages are, and which are off.
    public var pages = PagePaths()
    /// Where people who are not signed in are sent; nil for the page ``PageName/signIn``, and where that is off, they get
    /// 401. Django's LOGIN_URL.
    public var signInAddress: SignInAddress?
    /// Folders of the site's own templates, as `NAME.mustache`; they take the place of ours.
    public var templateFolders: [String] = []
    /// Whether each page looks whether a template changed; for development.
    public var reloadsTemplates = false
    /// Draws the pages and mails whose templates it has, by their names, before the templates of ``templateFolders``, of
    /// features and ours, which Mustache draws; nil for Mustache alone. It gets the same models, with `site_name`,
    /// `origin`, `prefix`, `stylesheet`, `script`, `urls` and `files` in them.
    public var templateEngine: (any TemplateEngine)?
    /// More languages, or other words for those that are there: contents of files as `TextCatalog` reads them.
    public var languageFiles: [[UInt8]] = []
    /// The fields of the account's document that its owner fills in, at sign-up and in the profile; nothing else that a
    /// visitor sends is stored. Those that the document does not have are left out; one that is `.protected`, or that says
    /// who an account is or what it may do, refuses the start.
    public var accountFields = [AccountField.firstName, AccountField.lastName]
    /// May change each of ``accountFields`` before it is shown: its label, its widget, its placeholder.
    public var adjustAccountField: @Sendable (inout FormField) -> Void = { _ in }
    /// Whether an address is verified before its account is made. Where it is, sign-up answers alike for an address
    /// that has an account. Needs mail.
    public var verifiesBeforeSignUp = false
    /// How long after signing in somebody may do what needs it to be recent; 10 minutes.
    public var recentSignIn = Duration.seconds(600)
    /// Where mails lie that go nowhere, told on the pages that send one; for development.
    public var mailLocation: String?

    /// The defaults.
    public init() {}

    /// Whether a text can be a ``pathPrefix``.
    public static func isPathPrefix(_ text: String) -> Bool { PagePaths.isPrefix(text) }

    /// The name of the session's cookie.
    var sessionCookieName: String { sessionCookie.fullName(onHTTPS: isHTTPS) }
    /// The name of the cookie that holds an anonymous visitor's CSRF secret.
    var csrfCookieName: String { cookieName("csrftoken") }
    /// The name of the cookie by which a browser is known to the accounts that signed in with it.
    var knownBrowserCookieName: String { cookieName("device") }
    /// The name of the cookie by which accounts remember a browser.
    var rememberedBrowserCookieName: String { cookieName("remembered") }
    /// The name of the cookie that carries a message to the next page.
    var messageCookieName: String { cookieName("message") }

    /// The hosts that are served, in lower case; nil for all.
    var hosts: [String]? {
        if let allowedHosts { return allowedHosts.map { $0.lowercased() } }
        guard let origin else { return nil }
        // One that is no origin is refused at the start; none is ever taken for all.
        return SiteOrigin.authority(of: origin).flatMap(HostName.host).map { [$0] } ?? []
    }

    /// Where people sign in; the site's root where nobody can.
    var signInTarget: String { SignInWay(self)?.address ?? pages.link("/") }

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
