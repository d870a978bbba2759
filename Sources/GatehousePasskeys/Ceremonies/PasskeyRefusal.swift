/// Why what a browser sent of a passkey is not taken; for logs and tests, never for the page, which says one thing for all.
public enum PasskeyRefusal: String, Error, Sendable, CaseIterable {
    /// Something is not written as it should be.
    case malformed
    /// It answers another kind of question: signing in instead of adding, or the other way round.
    case type
    /// It answers another question, or one that was answered or forgotten.
    case challenge
    /// It was made for another site.
    case origin
    /// It was made within a frame of another site.
    case crossOrigin = "cross-origin"
    /// It was made for another relying party's id.
    case relyingParty = "relying-party"
    /// Nobody touched the authenticator.
    case userPresence = "user-presence"
    /// The authenticator did not ask for a fingerprint, a face or a PIN.
    case userVerification = "user-verification"
    /// It says that it is backed up, and that it cannot be.
    case backup
    /// Its algorithm was not offered.
    case algorithm
    /// Its key is none.
    case key
    /// Its attestation does not go with it.
    case attestation
    /// The signature is another key's, or of something else.
    case signature
    /// The account has no such passkey.
    case credential
    /// It names another account.
    case userHandle = "user-handle"
    /// Its count of signatures fell back, as with a copied authenticator.
    case counter
}
