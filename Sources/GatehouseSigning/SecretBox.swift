import Crypto
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Encrypts what a site has to store and read again, under keys derived from its secret keys: AES-256-GCM with a random
/// nonce (NIST SP 800-38D: good for 2³² texts of one key and purpose), keys by HKDF-SHA-256 (RFC 5869).
///
/// ```swift
/// let box = SecretBox(keys, purpose: "authenticator-app")
/// let stored = try box.seal(secret, for: "\(account) \(factor)")
/// let opened = box.open(stored, for: "\(account) \(factor)")
/// ```
///
/// What is sealed for one purpose or one owner is not opened for another.
public struct SecretBox: Sendable {
    private static let format = "1."
    private let keys: [SymmetricKey]

    /// A box that seals with the current secret key and opens with older ones, too.
    ///
    /// - Parameter purpose: what it is used for; boxes of other purposes have other keys.
    public init(_ keys: SecretKeys, purpose: String) {
        self.keys = keys.all.map { key in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Array(key.utf8)), salt: Array("gatehouse.secret-box".utf8),
                info: Array(purpose.utf8), outputByteCount: 32)
        }
    }

    /// The text of a secret, in letters, digits, dots, hyphens and underscores; longer than the secret by 40 characters
    /// and a third.
    ///
    /// - Parameter owner: whose it is; needed to open it.
    /// - Throws: an error of the cipher, which has none for secrets that fit into memory.
    public func seal(_ secret: [UInt8], for owner: String) throws -> String {
        let sealed = try AES.GCM.seal(secret, using: keys[0], authenticating: Array(owner.utf8))
        return Self.format + Base64URL.encode(sealed.nonce + sealed.ciphertext + sealed.tag)
    }

    /// What was sealed; nil where the text is not one of this box's, or of another owner.
    public func open(_ text: String, for owner: String) -> Opened? {
        guard text.hasPrefix(Self.format), let bytes = Base64URL.decode(text.dropFirst(Self.format.count)),
            let sealed = try? AES.GCM.SealedBox(combined: bytes)
        else { return nil }
        for (place, key) in keys.enumerated() {
            if let secret = try? AES.GCM.open(sealed, using: key, authenticating: Array(owner.utf8)) {
                return Opened(secret: Array(secret), isOutdated: place > 0)
            }
        }
        return nil
    }

    /// What was sealed.
    public struct Opened: Sendable, Hashable {
        /// The secret.
        public let secret: [UInt8]
        /// Whether an older key sealed it: seal it again.
        public let isOutdated: Bool
    }
}

extension SecretBox: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// That it is one, never the keys.
    public var description: String { "a box of \(keys.count) keys" }
    /// The same as ``description``: debugging shows no key either.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the keys.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretBox.Opened: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How long it is, never the secret.
    public var description: String { "\(secret.count) secret bytes" }
    /// The same as ``description``: debugging shows no secret either.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
