import GatehouseBase

/// What an authenticator says (WebAuthn level 3, section 6.1).
struct AuthenticatorData: Sendable {
    /// The bits of the fifth field.
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        /// Somebody touched it.
        static let userPresent = Flags(rawValue: 0x01)
        /// It asked for a fingerprint, a face or a PIN.
        static let userVerified = Flags(rawValue: 0x04)
        /// The passkey can be copied to other devices of its owner.
        static let backupEligible = Flags(rawValue: 0x08)
        /// It is copied.
        static let backedUp = Flags(rawValue: 0x10)
        static let hasCredential = Flags(rawValue: 0x40)
        static let hasExtensions = Flags(rawValue: 0x80)
    }

    /// A passkey that was made.
    struct Credential: Sendable {
        /// Which model of authenticator made it, 16 bytes; zeros where it does not say.
        let aaguid: [UInt8]
        let id: [UInt8]
        let key: CBOR
        /// The bytes of the key, as they are stored.
        let keyBytes: [UInt8]
    }

    /// Level 3, section 5.1: ids have at most 1023 bytes.
    static let maximumIDLength = 1023

    let relyingPartyHash: [UInt8]
    let flags: Flags
    /// How often the authenticator signed; 0 where it does not count.
    let count: UInt32
    let credential: Credential?
    let bytes: [UInt8]

    /// Reads it.
    ///
    /// - Throws: ``PasskeyRefusal/malformed``.
    init(_ bytes: [UInt8]) throws(PasskeyRefusal) {
        guard bytes.count >= 37 else { throw .malformed }
        self.bytes = bytes
        relyingPartyHash = Array(bytes[0..<32])
        flags = Flags(rawValue: bytes[32])
        count = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        do {
            var position = 37
            credential = flags.contains(.hasCredential) ? try Self.credential(bytes, &position) : nil
            if flags.contains(.hasExtensions) {
                var reader = try CBORReader(bytes, from: position)
                guard try reader.value().members != nil else { throw PasskeyRefusal.malformed }
                position = reader.position
            }
            guard position == bytes.count else { throw PasskeyRefusal.malformed }
        } catch { throw .malformed }
    }

    private static func credential(_ bytes: [UInt8], _ position: inout Int) throws -> Credential {
        guard bytes.count >= position + 18 else { throw PasskeyRefusal.malformed }
        let aaguid = Array(bytes[position..<position + 16])
        let length = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        position += 18
        guard 1...maximumIDLength ~= length, bytes.count >= position + length else { throw PasskeyRefusal.malformed }
        let id = Array(bytes[position..<position + length])
        position += length
        var reader = try CBORReader(bytes, from: position)
        let key = try reader.value()
        defer { position = reader.position }
        return Credential(aaguid: aaguid, id: id, key: key, keyBytes: Array(bytes[position..<reader.position]))
    }

    /// Whether it was said to a site, by somebody who was there (WA3, WA4).
    ///
    /// - Throws: a ``PasskeyRefusal``.
    func check(_ site: RelyingParty, needsVerification: Bool) throws(PasskeyRefusal) {
        guard ConstantTime.equals(relyingPartyHash, site.idHash) else { throw .relyingParty }
        guard flags.contains(.userPresent) else { throw .userPresence }
        guard !needsVerification || flags.contains(.userVerified) else { throw .userVerification }
        guard !flags.contains(.backedUp) || flags.contains(.backupEligible) else { throw .backup }
    }
}
