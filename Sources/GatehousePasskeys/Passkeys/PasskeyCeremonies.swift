import GatehouseAuth
import GatehouseBase
import GatehouseDocuments

/// Adding and using passkeys: what a browser sent, checked against what the store has.
struct PasskeyCeremonies<User: Account>: Sendable {
    let store: PasskeyStore<User>
    let challenges: PasskeyChallenges
    let site: RelyingParty

    /// Checks and uses up what a browser sent to add a passkey.
    ///
    /// - Parameters:
    ///   - sent: the credential, as its `toJSON` writes it.
    ///   - needsVerification: whether the authenticator must have asked for a fingerprint, a face or a PIN (WA4).
    /// - Throws: a ``PasskeyRefusal``; `MongoError`.
    func made(
        _ sent: String, by account: User.ID, browser: String, needsVerification: Bool
    ) async throws -> (NewPasskey, transports: [String]) {
        let sent = try SentPasskey(sent)
        let client = try ClientData(sent.clientData)
        try await challenges.use(client.challenge, .add, for: account.keyText, browser: browser)
        return (try made(sent, client, needsVerification: needsVerification), sent.transports)
    }

    /// The same for an account that is not made yet, of which the passkey is the whole sign-in.
    ///
    /// - Returns: the passkey too, and the handle that the account will be known by.
    /// - Throws: a ``PasskeyRefusal``; `MongoError`.
    func made(
        _ sent: String, bySomebodyNewAt browser: String
    ) async throws -> (NewPasskey, transports: [String], handle: String) {
        let sent = try SentPasskey(sent)
        let client = try ClientData(sent.clientData)
        guard let handle = try await challenges.take(client.challenge, .signUp, browser: browser) else {
            throw PasskeyRefusal.challenge
        }
        return (try made(sent, client, needsVerification: true), sent.transports, handle)
    }

    private func made(_ sent: SentPasskey, _ client: ClientData, needsVerification: Bool) throws -> NewPasskey {
        guard let attestation = sent.attestation else { throw PasskeyRefusal.malformed }
        let made = try NewPasskey(
            clientData: sent.clientData, attestation: attestation, challenge: client.challenge, site: site,
            needsVerification: needsVerification)
        guard made.id == sent.id else { throw PasskeyRefusal.malformed }
        return made
    }

    /// Checks and uses up what a browser sent to use a passkey.
    ///
    /// - Parameters:
    ///   - sent: the credential, as its `toJSON` writes it.
    ///   - account: whose it must be; nil for anybody's.
    ///   - needsVerification: whether the authenticator must have asked for a fingerprint, a face or a PIN (WA4).
    /// - Returns: the passkey, and how it was shown.
    /// - Throws: a ``PasskeyRefusal``; `MongoError`.
    func used(
        _ sent: String, _ ceremony: PasskeyChallenges.Ceremony, of account: String?, browser: String,
        needsVerification: Bool
    ) async throws -> (passkey: Passkey, methods: [AuthenticationMethod]) {
        let sent = try SentPasskey(sent)
        guard let said = sent.authenticatorData, let signature = sent.signature else { throw PasskeyRefusal.malformed }
        let client = try ClientData(sent.clientData)
        try await challenges.use(client.challenge, ceremony, for: account, browser: browser)
        // By the credential's id; the handle is not signed, and may be absent (WA5).
        let id = Base64URL.encode(sent.id)
        guard let passkey = try await store.documents.find(id), account == nil || passkey.account == account else {
            throw PasskeyRefusal.credential
        }
        if let handle = sent.userHandle {
            let known = try await store.knownHandle(of: passkey.account)
            guard known == Base64URL.encode(handle) else { throw PasskeyRefusal.userHandle }
        }
        guard let key = Base64URL.decode(passkey.key) else { throw PasskeyRefusal.key }
        let use = try PasskeyUse(
            clientData: sent.clientData, authenticatorData: said, signature: signature, key: key,
            challenge: client.challenge, site: site, needsVerification: needsVerification)
        try await store.note(use, of: id)
        return (passkey, Self.methods(isCopied: passkey.isBackupEligible, isVerified: use.isVerified))
    }

    /// What a passkey shows, by the names of RFC 8176: the key, that somebody touched it, and a PIN or a fingerprint
    /// where it asked for one, which makes level 2 (AS3).
    static func methods(isCopied: Bool, isVerified: Bool) -> [AuthenticationMethod] {
        [isCopied ? .softwareKey : .hardwareKey, .userPresence] + (isVerified ? [.pin] : [])
    }
}
