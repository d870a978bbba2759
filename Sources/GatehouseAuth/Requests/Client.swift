/// From where somebody signs in: plain values of a request, whatever brought it.
public struct Client: Sendable {
    /// The client's address, as `192.0.2.7`; nil when unknown.
    public var address: String?
    /// What the browser calls itself; nil when it does not say.
    public var userAgent: String?
    /// Whether the request came through a proxy that the site trusts, so that headers which the proxy sets can be
    /// believed.
    public var isFromTrustedProxy: Bool
    /// The value of a header by its name, of which case does not matter; nil when it is not there.
    public var header: @Sendable (String) -> String?

    /// What tells one submission of a form from others: a button that is pressed twice sends the same. Nil when unknown.
    public var submission: String?
    /// What the browser keeps since it signed in before, so that it is known to its accounts and their owners are not
    /// locked out by what others try; nil when it has nothing. It signs nobody in.
    public var knownBrowser: String?
    /// Gives the browser a new ``knownBrowser`` to keep, for a year; called when somebody signs in, when a password was
    /// reset by mail, and when an account got another address.
    public var keepKnownBrowser: @Sendable (String) -> Void = { _ in }
    /// What the browser keeps since its owner asked an account to remember it, so that no second factor is asked for; nil
    /// when it has nothing. With it alone nobody is signed in.
    public var rememberedBrowser: String?
    /// Gives the browser a new ``rememberedBrowser`` to keep for a while; called when its owner asks for that.
    public var keepRememberedBrowser: @Sendable (_ text: String, _ age: Duration) -> Void = { _, _ in }
    /// Does work when the request is answered, so that the time which the answer takes tells nothing of it; nil to do it
    /// before.
    public var afterAnswer: (@Sendable (_ work: @escaping @Sendable () async -> Void) -> Void)?

    /// A request; by default one of which nothing is known, as of a program beside the site.
    public init(
        address: String? = nil, userAgent: String? = nil, isFromTrustedProxy: Bool = false,
        header: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.address = address
        self.userAgent = userAgent
        self.isFromTrustedProxy = isFromTrustedProxy
        self.header = header
    }
}
