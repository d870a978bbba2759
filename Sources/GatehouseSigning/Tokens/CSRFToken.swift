/// Django's masked form of a CSRF secret: a fresh mask in every page, so that compression gives nothing away (BREACH).
///
/// A secret has 32 characters of `a-zA-Z0-9`; a token is a mask of 32 and the secret shifted by it.
public enum CSRFToken {
    /// The number of characters of a secret.
    public static let secretLength = 32

    /// A new secret.
    public static func makeSecret() -> String { RandomText.make(count: secretLength) }

    /// Whether a text can be a secret.
    public static func isSecret(_ text: some StringProtocol) -> Bool { indices(text, count: secretLength) != nil }

    /// A token for a secret, different each time.
    ///
    /// - Precondition: `secret` is one, see ``isSecret(_:)``.
    public static func mask(_ secret: String, with mask: String = RandomText.make(count: secretLength)) -> String {
        guard let secretIndices = indices(secret, count: secretLength),
            let maskIndices = indices(mask, count: secretLength)
        else { preconditionFailure("a CSRF secret has 32 letters and digits") }
        let alphabet = RandomText.alphanumeric
        return String(unsafeUninitializedCapacity: 2 * secretLength) { text in
            for place in 0..<secretLength {
                text[place] = alphabet[maskIndices[place]]
                text[secretLength + place] = alphabet[(secretIndices[place] + maskIndices[place]) % alphabet.count]
            }
            return 2 * secretLength
        }
    }

    /// The secret of a token, or nil when it is none. A bare secret, which Django's scripts send, is taken as it is.
    public static func unmask(_ token: some StringProtocol) -> String? {
        if isSecret(token) { return String(token) }
        guard let all = indices(token, count: 2 * secretLength) else { return nil }
        let alphabet = RandomText.alphanumeric
        let secret = zip(all[secretLength...], all[..<secretLength]).map { cipher, mask in
            alphabet[(cipher - mask + alphabet.count) % alphabet.count]
        }
        return String(decoding: secret, as: UTF8.self)
    }

    private static func indices(_ text: some StringProtocol, count: Int) -> [Int]? {
        guard text.utf8.count == count else { return nil }
        var found: [Int] = []
        found.reserveCapacity(count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): found.append(Int(byte - UInt8(ascii: "a")))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): found.append(Int(byte - UInt8(ascii: "A")) + 26)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): found.append(Int(byte - UInt8(ascii: "0")) + 52)
            default: return nil
            }
        }
        return found
    }
}
