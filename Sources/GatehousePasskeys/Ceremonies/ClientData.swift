import Crypto
import GatehouseBase

/// What the browser says of a ceremony (WebAuthn level 3, section 5.8.1): it is signed, by its hash.
struct ClientData: Sendable {
    /// The two ceremonies, by their names in the data.
    enum Kind: String, Sendable {
        /// A passkey is made.
        case create = "webauthn.create"
        /// One is used.
        case get = "webauthn.get"
    }

    /// The most bytes that a browser says.
    static let maximumSize = 8192

    let kind: String
    /// The challenge that was answered.
    let challenge: [UInt8]
    let origin: String
    let isCrossOrigin: Bool
    /// SHA-256 of the bytes.
    let hash: [UInt8]

    /// Reads it.
    ///
    /// - Throws: ``PasskeyRefusal/malformed``.
    init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        guard bytes.count <= Self.maximumSize, let text = String(validating: bytes, as: UTF8.self),
            // A member that stands twice could be read in two ways.
            let value = JSONValue(unambiguous: text, depth: 4), let kind = value["type"]?.string,
            let challenge = value["challenge"]?.string.flatMap(Base64URL.decode), let origin = value["origin"]?.string
        else { throw .malformed }
        (self.kind, self.challenge, self.origin) = (kind, challenge, origin)
        isCrossOrigin =
            switch value["crossOrigin"] {
            case nil, .bool(false): value["topOrigin"] != nil
            case .bool(true): true
            default: throw .malformed
            }
        hash = Array(SHA256.hash(data: bytes))
    }

    /// Whether it answers a question of a site (WA3).
    ///
    /// - Throws: a ``PasskeyRefusal``.
    func check(_ kind: Kind, _ challenge: [UInt8], _ site: RelyingParty) throws(PasskeyRefusal) {
        guard self.kind == kind.rawValue else { throw .type }
        guard ConstantTime.equals(self.challenge, challenge) else { throw .challenge }
        guard site.origins.contains(where: { $0.hasBytes(of: origin) }) else { throw .origin }
        guard !isCrossOrigin else { throw .crossOrigin }
    }
}
