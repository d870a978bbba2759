import GatehouseBase

/// Signs texts so that changes show, byte for byte as `django.core.signing.Signer`.
///
/// ```swift
/// let signer = try Signer(keys: keys)
/// let signed = signer.sign("my string")  // my string:4vvtj8Zon…
/// let text = try signer.unsign(signed)
/// ```
public struct Signer: Sendable {
    private let keys: SecretKeys
    private let salt: String
    private let separator: String
    private let algorithm: SaltedHMAC.Algorithm

    /// A signer for one purpose, which the salt names.
    ///
    /// - Throws: ``SigningError/unsafeSeparator`` for a separator of characters that signatures are made of.
    public init(
        keys: SecretKeys, salt: String = "django.core.signing.Signer", separator: String = ":",
        algorithm: SaltedHMAC.Algorithm = .sha256
    ) throws(SigningError) {
        guard Self.isSafe(separator) else { throw .unsafeSeparator }
        self.keys = keys
        self.salt = salt
        self.separator = separator
        self.algorithm = algorithm
    }

    /// With the separator `:`, which is safe.
    init(keys: SecretKeys, salt: String) {
        self.keys = keys
        self.salt = salt
        separator = ":"
        algorithm = .sha256
    }

    /// The value, the separator and the signature.
    public func sign(_ value: String) -> String { value + separator + signature(of: value, keys.current) }

    /// The value of a signed text.
    ///
    /// - Throws: ``SigningError/badSignature``.
    public func unsign(_ signed: String) throws(SigningError) -> String {
        guard let (value, signature) = split(signed) else { throw .badSignature }
        // Every key is tried, so that the time tells nothing of which one fits.
        var isGood = false
        for key in keys.all where ConstantTime.equals(signature, self.signature(of: value, key)) { isGood = true }
        guard isGood else { throw .badSignature }
        return value
    }

    /// The text before and after the last separator, found by its bytes.
    func split(_ text: String) -> (String, String)? {
        let bytes = Array(text.utf8)
        let mark = Array(separator.utf8)
        guard bytes.count >= mark.count else { return nil }
        for start in (0...(bytes.count - mark.count)).reversed() where bytes[start...].starts(with: mark) {
            return (
                String(decoding: bytes[..<start], as: UTF8.self),
                String(decoding: bytes[(start + mark.count)...], as: UTF8.self)
            )
        }
        return nil
    }

    private func signature(of value: String, _ key: String) -> String {
        Base64URL.encode(SaltedHMAC.code(for: value, salt: salt + "signer", secret: key, algorithm: algorithm))
    }

    /// Django refuses what its pattern `^[A-z0-9-_=]*$` matches, which takes in all from `A` to `z`, and a line feed at
    /// the end.
    private static func isSafe(_ separator: String) -> Bool {
        var bytes = Array(separator.utf8)
        if bytes.last == 0x0A { bytes.removeLast() }
        return !bytes.allSatisfy { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "=")
        }
    }
}
