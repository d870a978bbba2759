import GatehouseBase

/// The encoded hash of an account's password, as it is stored.
///
/// It is a type rather than a text so that printing, logging or dumping an account never shows it. In JSON and in the
/// database it is its text.
///
/// ```swift
/// struct User: Account {
///     var password: PasswordHash
/// }
/// print(user)  // User(…, password: <hash>)
/// ```
public struct PasswordHash: Sendable, Codable {
    /// The encoded form: `argon2$argon2id$v=19$…`. Show it to nobody.
    public let text: String

    /// The hash of an encoded text, which is not looked at.
    public init(_ text: String) { self.text = text }

    /// Reads the encoded form.
    ///
    /// - Throws: what the decoder throws.
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the encoded form.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// By bytes: texts that look the same are not one hash.
extension PasswordHash: Hashable {
    /// Whether both encoded forms have the same bytes. Not for verifying: that is ``PasswordHashing/verify(_:_:)``.
    public static func == (one: PasswordHash, other: PasswordHash) -> Bool { one.text.hasBytes(of: other.text) }
    /// Hashes the bytes of the encoded form.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the hash.
    public var description: String { "<hash>" }
    /// The same as ``description``: debugging shows no hash either.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the hash.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
