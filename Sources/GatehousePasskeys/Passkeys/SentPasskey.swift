import GatehouseBase

/// What a browser sends of a passkey that was made or used: `PublicKeyCredential.toJSON()` (WebAuthn level 3, section
/// 5.1), as text.
struct SentPasskey: Sendable {
    /// The most bytes that are looked at.
    static let maximumSize = 32_768

    let id: [UInt8]
    let clientData: [UInt8]
    let attestation: [UInt8]?
    let authenticatorData: [UInt8]?
    let signature: [UInt8]?
    let userHandle: [UInt8]?
    let transports: [String]

    /// Reads it.
    ///
    /// - Throws: ``PasskeyRefusal/malformed``.
    init(_ text: String) throws(PasskeyRefusal) {
        guard text.utf8.count <= Self.maximumSize, let value = JSONValue(unambiguous: text, depth: 6),
            value["type"]?.string == "public-key", let id = Self.bytes(value["rawId"] ?? value["id"]),
            1...AuthenticatorData.maximumIDLength ~= id.count, let response = value["response"],
            let clientData = Self.bytes(response["clientDataJSON"])
        else { throw .malformed }
        (self.id, self.clientData) = (id, clientData)
        attestation = Self.bytes(response["attestationObject"])
        authenticatorData = Self.bytes(response["authenticatorData"])
        signature = Self.bytes(response["signature"])
        switch response["userHandle"] {
        case nil, .null: userHandle = nil
        case let handle:
            guard let handle = Self.bytes(handle) else { throw .malformed }
            userHandle = handle.isEmpty ? nil : handle
        }
        transports = Self.transports(response["transports"])
    }

    private static func bytes(_ value: JSONValue?) -> [UInt8]? { value?.string.flatMap(Base64URL.decode) }

    /// Names that later versions of the specification may add stay, as it asks for; what is no name goes.
    private static func transports(_ value: JSONValue?) -> [String] {
        guard case .array(let values)? = value else { return [] }
        let names = values.compactMap(\.string).filter { name in
            1...20 ~= name.utf8.count
                && name.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-") }
        }
        return Array(names.prefix(8))
    }
}
