public import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// JSON values as signed texts that fit into addresses and cookies, as Django's `signing.dumps` and `loads`.
public struct SignedJSON: Sendable {
    private let signer: TimestampSigner

    /// The most bytes that a compressed value may unfold to: 16 MiB.
    static let maximumSize = 16 << 20

    /// Signed values for one purpose, which the salt names.
    public init(keys: SecretKeys, salt: String = "django.core.signing") {
        signer = TimestampSigner(keys: keys, salt: salt)
    }

    /// The signed text of a value.
    ///
    /// - Parameter compresses: whether to compress it where that makes it shorter.
    public func dumps(_ value: JSONValue, compresses: Bool = false, at now: Date = Date()) -> String {
        let plain = Array(value.text.utf8)
        // The dot that marks compressed content must pay for itself, as in Django.
        if compresses, let packed = Zlib.compress(plain), packed.count < plain.count - 1 {
            return signer.sign("." + Base64URL.encode(packed), at: now)
        }
        return signer.sign(Base64URL.encode(plain), at: now)
    }

    /// The value of a signed text.
    ///
    /// - Parameter maximumAge: the time after which it is not taken any more; nil for never.
    /// - Throws: ``SigningError``.
    public func loads(
        _ signed: String, maximumAge: Duration? = nil, at now: Date = Date()
    ) throws(SigningError) -> JSONValue {
        let text = try signer.unsign(signed, maximumAge: maximumAge, at: now)
        let isCompressed = text.utf8.first == UInt8(ascii: ".")
        let body = isCompressed ? String(decoding: text.utf8.dropFirst(), as: UTF8.self) : text
        guard var bytes = Base64URL.decodeLeniently(body, .signing) else { throw .malformed }
        if isCompressed {
            guard let unpacked = Zlib.decompress(bytes, maximumSize: Self.maximumSize) else { throw .malformed }
            bytes = unpacked
        }
        // Django reads the bytes as Latin-1: every byte is one code point.
        guard let value = JSONValue(scalars: bytes.map { Unicode.Scalar($0) }) else { throw .malformed }
        return value
    }
}
