/// The secret keys of a site: one signs, and it and older ones verify.
public struct SecretKeys: Sendable {
    /// The least length of a key in bytes outside development. Source: Django's own check (security.W009).
    public static let minimumLength = 50

    /// The key that signs.
    public let current: String
    /// Keys that signed before and still verify, newest first.
    public let fallbacks: [String]

    /// Keys, newest first.
    ///
    /// - Precondition: no key is empty.
    public init(_ current: String, fallbacks: [String] = []) {
        precondition(!current.isEmpty && !fallbacks.contains(""), "a secret key cannot be empty")
        self.current = current
        self.fallbacks = fallbacks
    }

    /// All keys, newest first.
    public var all: [String] { [current] + fallbacks }

    /// Why a key is too weak for production, in words, or nil when it is fine. The rules are those of Django's check
    /// security.W009: long enough, of at least five different characters, and not one made by `startproject`.
    public static func weakness(of key: String) -> String? {
        if key.utf8.count < minimumLength { return "it is shorter than \(minimumLength) bytes" }
        if Set(key.unicodeScalars).count < 5 { return "it has fewer than 5 different characters" }
        if key.hasPrefix("django-insecure-") { return "it starts with django-insecure-" }
        return nil
    }
}

extension SecretKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How many there are, never the keys.
    public var description: String { "\(all.count) secret keys" }
    /// The same as ``description``: debugging shows no key either.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the keys.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
