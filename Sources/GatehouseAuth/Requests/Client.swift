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
