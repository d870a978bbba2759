/// From where a session was last used, for its owner to recognise it in a list.
public struct SessionClient: Sendable, Hashable {
    /// The longest name of a browser that is kept, in bytes.
    static let maximumLength = 300

    /// The address of the connection, as `192.0.2.7`; nil when unknown.
    public var address: String?
    /// What the browser calls itself; nil when it does not say. Cut to 300 bytes.
    public var userAgent: String?

    /// Somebody at an address with a browser.
    public init(address: String? = nil, userAgent: String? = nil) {
        self.address = address
        self.userAgent = userAgent.map { String(decoding: $0.utf8.prefix(Self.maximumLength), as: UTF8.self) }
    }
}
