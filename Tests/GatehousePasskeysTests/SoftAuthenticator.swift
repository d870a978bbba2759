import Crypto
import Foundation
import GatehouseBase

/// An authenticator in software with one passkey, and the browser before it.
struct SoftAuthenticator {
    var origin = "http://localhost"
    var rpID = "localhost"
    /// 0 for one that does not count.
    var count: UInt32 = 0
    /// Somebody was there, and was verified.
    var flags: UInt8 = 0x05
    /// What it says of the account; nil for what it was told.
    var handle: String?
    var algorithm = -7
    var aaguid = [UInt8](repeating: 0, count: 16)
    private(set) var id: [UInt8] = (0..<16).map { _ in UInt8.random(in: 0...255) }
    private let key = P256.Signing.PrivateKey()

    /// Answers what a page asked to make a passkey, as `PublicKeyCredential.toJSON` writes it.
    mutating func create(_ options: JSONValue) throws -> String {
        handle = handle ?? options["user"]?["id"]?.string
        let client = try clientData("webauthn.create", options)
        let publicKey = Array(key.publicKey.rawRepresentation)
        var data = authenticatorData(more: 0x40) + aaguid + [UInt8(id.count >> 8), UInt8(id.count & 255)] + id
        data += [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20] + publicKey[..<32]
        data += [0x22, 0x58, 0x20] + publicKey[32...]
        // {"fmt": "none", "attStmt": {}, "authData": …}
        var object: [UInt8] = [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8)
        object += [0x67] + Array("attStmt".utf8) + [0xA0, 0x68] + Array("authData".utf8)
        object += [0x58, UInt8(data.count)] + data
        return credential([
            "clientDataJSON": .string(Base64URL.encode(client)), "attestationObject": .string(Base64URL.encode(object)),
            "transports": ["internal", "hybrid", "<b>"],
        ])
    }

    /// Answers what a page asked to use a passkey.
    func get(_ options: JSONValue) throws -> String {
        let (client, data) = (try clientData("webauthn.get", options), authenticatorData())
        let signature = try key.signature(for: data + Array(SHA256.hash(data: client)))
        return credential([
            "clientDataJSON": .string(Base64URL.encode(client)), "authenticatorData": .string(Base64URL.encode(data)),
            "signature": .string(Base64URL.encode(signature.derRepresentation)),
            "userHandle": handle.map(JSONValue.string) ?? .null,
        ])
    }

    /// Another one with the same key: a copy.
    mutating func become(_ id: [UInt8]) { self.id = id }

    private func authenticatorData(more: UInt8 = 0) -> [UInt8] {
        Array(SHA256.hash(data: Array(rpID.utf8))) + [flags | more]
            + withUnsafeBytes(of: count.bigEndian) { Array($0) }
    }

    private func clientData(_ type: String, _ options: JSONValue) throws -> [UInt8] {
        struct NoChallenge: Error {}
        guard let challenge = options["challenge"]?.string else { throw NoChallenge() }
        let value: JSONValue = [
            "type": .string(type), "challenge": .string(challenge), "origin": .string(origin), "crossOrigin": false,
        ]
        return Array(value.text.utf8)
    }

    private func credential(_ response: JSONValue) -> String {
        let id = JSONValue.string(Base64URL.encode(id))
        return
            (["id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": [:]]
            as JSONValue).text
    }
}
