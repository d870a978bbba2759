import Crypto
import GatehouseSigning

/// The secret that a browser's cookie holds: 256 random bits. The store never sees it, only its ``id``.
public struct SessionToken: Sendable, Hashable {
    /// How many bytes it has.
    static let length = 32
    /// How many characters its text has.
    static let textLength = 43

    private let bytes: [UInt8]

    /// A new token from the system's generator.
    public init() { bytes = RandomText.bytes(count: Self.length) }

    /// The token of a cookie's value, or nil when the text cannot be one.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength, let bytes = Base64URL.decode(text) else { return nil }
        self.bytes = bytes
    }

    /// The value of the cookie: 43 characters of `A-Za-z0-9-_`.
    public var text: String { Base64URL.encode(bytes) }

    /// Under what the session is stored.
    public var id: SessionID { SessionID(bytes: Array(SHA256.hash(data: bytes))) }
}

/// The SHA-256 of a session's token: names the session in the store, and lets nobody in.
public struct SessionID: Sendable, Hashable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// An identifier of its bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }
}
