import Crypto
import GatehouseBase

/// The secret that a browser's cookie holds.
///
/// Gatehouse's engines use 256 random bits, of which the store sees the ``id`` only. Engines for Django's formats have
/// texts of their own, see ``SessionStore/token(of:)``.
public struct SessionToken: Sendable {
    /// How many bytes a random one has.
    static let length = 32
    /// How many characters its text has.
    static let textLength = 43

    /// The value of the cookie. A secret: who knows it is in.
    public let text: String
    /// Under what the session is stored and managed.
    public let id: SessionID

    /// A new token from the system's generator; its text has 43 characters of `A-Za-z0-9-_`.
    public init() { self.init(bytes: RandomText.bytes(count: Self.length)) }

    /// The token of a cookie's value, or nil when the text is none that ``init()`` makes.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength, let bytes = Base64URL.decode(text) else { return nil }
        // Of each token there is one text only.
        self.init(text: String(text), id: SessionID(hashing: bytes))
    }

    /// A token of an engine whose texts are its own.
    ///
    /// - Parameters:
    ///   - text: the value of the cookie: characters that a cookie may hold.
    ///   - id: names the session and lets nobody in; the same as long as the session keeps its token.
    public init(text: String, id: SessionID) {
        self.text = text
        self.id = id
    }

    private init(bytes: [UInt8]) {
        text = Base64URL.encode(bytes)
        id = SessionID(hashing: bytes)
    }
}

extension SessionToken: Hashable {
    /// Whether both have the same text, in a time that does not depend on where they differ.
    public static func == (left: SessionToken, right: SessionToken) -> Bool {
        ConstantTime.equals(left.text, right.text)
    }
    /// Hashes the identifier.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension SessionToken: CustomStringConvertible {
    /// Never the text.
    public var description: String { "a session token" }
}

/// Names a session in the store and on the command line, and lets nobody in: the SHA-256 of the token.
public struct SessionID: Sendable, Hashable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// An identifier of its bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The SHA-256 of a secret.
    public init(hashing secret: some Sequence<UInt8>) { self.init(hashing: Array(secret)) }

    /// The SHA-256 of the bytes of a secret.
    public init(hashing secret: [UInt8]) {
        var function = SHA256()
        secret.withUnsafeBytes { function.update(bufferPointer: $0) }
        bytes = function.finalize().withUnsafeBytes { Array($0) }
    }

    // All at once, not byte by byte as arrays are.
    /// Hashes the 32 bytes.
    public func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// The identifier of a text that ``text`` made, or nil when it is none.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 2 * SessionToken.length else { return nil }
        let digits = text.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard digits.count == 2 * SessionToken.length else { return nil }
        bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// 64 lower-case hexadecimal digits.
    public var text: String { Hexadecimal.text(bytes) }
}

extension SessionID: CustomStringConvertible {
    /// The hexadecimal digits: an identifier is no secret.
    public var description: String { text }
}
