import GatehouseBSON

/// What an account's owner takes away of passkeys.
enum PasskeyExport {
    static func value(_ passkeys: [Passkey]) throws -> BSONValue {
        .array(
            BSONArray(
                try passkeys.map { passkey in
                    var members: [(String, BSONValue)] = [
                        ("name", .string(passkey.name)), ("added", try passkey.added.bsonValue()),
                    ]
                    if let name = AuthenticatorNames.name(passkey.authenticator) {
                        members.append(("authenticator", .string(name)))
                    }
                    if let used = passkey.lastUsed { members.append(("last_used", try used.bsonValue())) }
                    return .document(BSONDocument(members))
                }))
    }
}
