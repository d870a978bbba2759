import GatehouseBase

/// What browsers are asked for, as `parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` take it (WebAuthn
/// level 3, sections 5.1.8 and 5.1.9).
enum PasskeyOptions {
    /// Whether an authenticator asks for a fingerprint, a face or a PIN.
    enum Verification: String {
        /// Where it can.
        case preferred
        /// Always.
        case required
    }

    /// To make a passkey.
    ///
    /// - Parameters:
    ///   - handle: what authenticators know the account by.
    ///   - name: what they show.
    ///   - known: the account's passkeys, so that no authenticator makes a second one.
    ///   - isWhole: whether it is the only way to sign in to the account: then it must ask for a fingerprint, a face or a
    ///     PIN (WA4), and be one that the sign-in page finds.
    static func creation(
        _ challenge: String, _ site: RelyingParty, handle: String, name: String, known: [Passkey],
        isWhole: Bool = false
    ) -> JSONValue {
        [
            "rp": ["id": .string(site.id), "name": .string(site.name)],
            "user": ["id": .string(handle), "name": .string(name), "displayName": .string(name)],
            "challenge": .string(challenge),
            "pubKeyCredParams": .array(
                // EdDSA, ES256, RS256: none that is not checked here (WA8).
                [CredentialKey.Algorithm.edDSA, .es256, .rs256].map {
                    ["type": "public-key", "alg": .integer(String($0.rawValue))]
                }),
            "timeout": timeout, "excludeCredentials": .array(known.map(descriptor)),
            "authenticatorSelection": [
                "residentKey": isWhole ? "required" : "preferred", "requireResidentKey": .bool(isWhole),
                "userVerification": .string((isWhole ? Verification.required : .preferred).rawValue),
            ],
            "attestation": "none", "extensions": ["credProps": true],
        ]
    }

    /// To use one.
    ///
    /// - Parameter known: the account's passkeys; empty where nobody has shown whose account it is (WA12).
    static func request(
        _ challenge: String, _ site: RelyingParty, known: [Passkey], _ verification: Verification
    ) -> JSONValue {
        [
            "challenge": .string(challenge), "timeout": timeout, "rpId": .string(site.id),
            "allowCredentials": .array(known.map(descriptor)), "userVerification": .string(verification.rawValue),
        ]
    }

    /// Milliseconds.
    private static var timeout: JSONValue {
        .integer(String(PasskeyChallenges.validity.components.seconds * 1000))
    }

    private static func descriptor(_ passkey: Passkey) -> JSONValue {
        [
            "type": "public-key", "id": .string(passkey.id ?? ""),
            "transports": .array(passkey.transports.map(JSONValue.string)),
        ]
    }
}
