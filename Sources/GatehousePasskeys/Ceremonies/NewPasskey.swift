/// A passkey that was just made: what a browser sent, checked (WebAuthn level 3, section 7.1).
struct NewPasskey: Sendable {
    let id: [UInt8]
    /// The public key, as COSE writes it.
    let key: [UInt8]
    let algorithm: CredentialKey.Algorithm
    let count: UInt32
    /// Which model of authenticator made it; zeros where it does not say.
    let aaguid: [UInt8]
    let flags: AuthenticatorData.Flags

    /// Checks what a browser sent.
    ///
    /// The site asks for no attestation, so it learns nothing of the device besides what the device says. One that
    /// signs with the new key itself (packed) is checked; statements of makers are not looked at (WA8).
    ///
    /// - Parameter needsVerification: whether the authenticator must have asked for a fingerprint, a face or a PIN.
    /// - Throws: a ``PasskeyRefusal``.
    init(
        clientData: [UInt8], attestation: [UInt8], challenge: [UInt8], site: RelyingParty, needsVerification: Bool
    ) throws(PasskeyRefusal) {
        let client = try ClientData(clientData)
        try client.check(.create, challenge, site)
        guard let object = try? CBORReader.value(of: attestation), let format = object["fmt"]?.text,
            let statement = object["attStmt"], let members = statement.members, let said = object["authData"]?.bytes
        else { throw .malformed }
        let data = try AuthenticatorData(said)
        try data.check(site, needsVerification: needsVerification)
        guard let credential = data.credential else { throw .malformed }
        let key = try CredentialKey(credential.key)
        switch format {
        case "none": guard members.isEmpty else { throw .attestation }
        case "packed" where statement["x5c"] == nil:
            guard statement["alg"]?.integer == key.algorithm.rawValue, let signature = statement["sig"]?.bytes,
                key.verifies(signature, of: said + client.hash)
            else { throw .attestation }
        default: break
        }
        (id, self.key, algorithm) = (credential.id, credential.keyBytes, key.algorithm)
        (count, aaguid, flags) = (data.count, credential.aaguid, data.flags)
    }
}
