import GatehouseBase

/// Django's masked form of a CSRF secret: a fresh mask in every page, so that compression gives nothing away (BREACH).
///
/// A secret has 32 characters of `a-zA-Z0-9`; a token is a mask of 32 and the secret shifted by it.
public enum CSRFToken {
    /// The number of characters of a secret.
    public static let secretLength = 32

    /// A new secret.
    public static func makeSecret() -> String { RandomText.make(count: secretLength) }

    /// Whether a text can be a secret.
    @inlinable public static func isSecret(_ text: some StringProtocol) -> Bool {
        var text = String(text)
        return text.withUTF8(isSecret)
    }

    @usableFromInline static func isSecret(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == secretLength && text.allSatisfy { place(of: $0) != nil }
    }

    /// A token for a secret, different each time.
    ///
    /// - Parameter mask: 32 letters and digits; nil for random ones.
    /// - Precondition: `secret` is one, see ``isSecret(_:)``.
    public static func mask(_ secret: String, with mask: String? = nil) -> String {
        var (secret, mask) = (secret, mask ?? RandomText.make(count: secretLength))
        return secret.withUTF8 { secret in mask.withUTF8 { mask in masked(secret, mask) } }
    }

    private static func masked(_ secret: UnsafeBufferPointer<UInt8>, _ mask: UnsafeBufferPointer<UInt8>) -> String {
        precondition(isSecret(secret) && isSecret(mask), "a CSRF secret has 32 letters and digits")
        let alphabet = RandomText.alphanumeric
        return String(unsafeUninitializedCapacity: 2 * secretLength) { text in
            for index in 0..<secretLength {
                let sum = place(of: secret[index])! + place(of: mask[index])!  // by the precondition
                text[index] = mask[index]
                text[secretLength + index] = alphabet[sum % alphabet.count]
            }
            return 2 * secretLength
        }
    }

    /// The secret of a token, or nil when it is none. A bare secret, which Django's scripts send, is taken as it is.
    public static func unmask(_ token: some StringProtocol) -> String? {
        if isSecret(token) { return String(token) }
        let places = token.utf8.compactMap(place)
        guard token.utf8.count == 2 * secretLength, places.count == 2 * secretLength else { return nil }
        let alphabet = RandomText.alphanumeric
        let secret = zip(places[secretLength...], places[..<secretLength]).map { cipher, mask in
            alphabet[(cipher - mask + alphabet.count) % alphabet.count]
        }
        return String(decoding: secret, as: UTF8.self)
    }

    /// Where a character stands in the alphabet; nil for none of it.
    private static func place(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 52
        default: nil
        }
    }
}
