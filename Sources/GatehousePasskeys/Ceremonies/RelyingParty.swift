import Crypto

/// The site, as authenticators know it: a passkey is made for an id, and answers only pages of the origins that belong to it.
public struct RelyingParty: Sendable, Hashable {
    /// A domain: the site's own, or one above it; passkeys are bound to it for good.
    public let id: String
    /// What authenticators show.
    public let name: String
    /// The pages that may ask, as `https://accounts.example.com`, byte for byte.
    public let origins: [String]

    /// A site.
    public init(id: String, name: String, origins: [String]) {
        (self.id, self.name, self.origins) = (id, name, origins)
    }

    /// What authenticators send of the id.
    var idHash: [UInt8] { Array(SHA256.hash(data: Array(id.utf8))) }
}
