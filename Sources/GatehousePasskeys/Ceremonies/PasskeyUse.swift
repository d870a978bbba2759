/// A use of a passkey: what a browser sent, checked with the stored key (WebAuthn level 3, section 7.2).
struct PasskeyUse: Sendable {
    /// What the authenticator counts; 0 where it does not.
    let count: UInt32
    let flags: AuthenticatorData.Flags

    /// Whether the authenticator asked for a fingerprint, a face or a PIN.
    var isVerified: Bool { flags.contains(.userVerified) }

    /// Checks what a browser sent.
    ///
    /// - Parameters:
    ///   - key: the stored public key, as COSE writes it.
    ///   - needsVerification: whether the authenticator must have asked for a fingerprint, a face or a PIN.
    /// - Throws: a ``PasskeyRefusal``.
    init(
        clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], key: [UInt8], challenge: [UInt8],
        site: RelyingParty, needsVerification: Bool
    ) throws(PasskeyRefusal) {
        let client = try ClientData(clientData)
        try client.check(.get, challenge, site)
        let data = try AuthenticatorData(authenticatorData)
        try data.check(site, needsVerification: needsVerification)
        guard let value = try? CBORReader.value(of: key) else { throw .key }
        guard try CredentialKey(value).verifies(signature, of: authenticatorData + client.hash) else {
            throw .signature
        }
        (count, flags) = (data.count, data.flags)
    }

    /// Whether a count may follow another (WA7): both are 0, or it grew.
    static func mayFollow(_ count: UInt32, _ stored: UInt32) -> Bool { count == 0 && stored == 0 || count > stored }
}
