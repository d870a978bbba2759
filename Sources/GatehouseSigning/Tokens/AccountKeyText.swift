import GatehouseBase

/// The key of an account in a link, as Django's `uidb64`: its text in base64 for addresses, without padding.
public enum AccountKeyText {
    /// The text for a key.
    public static func encode(_ keyText: String) -> String { Base64URL.encode(keyText.utf8) }

    /// The key of a text, read as leniently as Django does; nil when it is none.
    public static func decode(_ text: String) -> String? {
        bytes(text).flatMap { String(validating: $0, as: UTF8.self) }
    }

    static func bytes(_ text: String) -> [UInt8]? { Base64URL.decodeLeniently(text, .uid) }
}
