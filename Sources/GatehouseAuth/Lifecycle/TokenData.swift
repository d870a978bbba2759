import Crypto
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehousePasswords

/// What a token carries, as extended JSON.
enum TokenData {
    static func text(_ document: BSONDocument) -> String { document.extendedJSON() }
    static func document(_ text: String?) -> BSONDocument? { text.flatMap { try? BSONDocument(extendedJSON: $0) } }

    /// The address that a token's data holds.
    static func address(_ document: BSONDocument) -> EmailAddress? {
        document["email"]?.string.flatMap { EmailAddress($0) }
    }
}

/// The data of the token of a sign-up.
struct SignUpData: Sendable {
    var email: EmailAddress
    var password: PasswordHash
    /// The fields of the document, by their names in the store.
    var members: BSONDocument
    /// What conditions of sign-up go by, by name.
    var sent: [String: String]

    init(email: EmailAddress, password: PasswordHash, members: BSONDocument, sent: [String: String]) {
        self.email = email
        self.password = password
        self.members = members
        self.sent = sent
    }

    init?(_ text: String?) {
        guard let document = TokenData.document(text), let email = TokenData.address(document),
            let password = document["password"]?.string, let members = document["fields"]?.document
        else { return nil }
        let sent = document["sent"]?.document?.compactMap { member in member.value.string.map { (member.key, $0) } }
        self.init(
            email: email, password: PasswordHash(password), members: members,
            sent: Dictionary(sent ?? []) { first, _ in first })
    }

    var text: String {
        var document: [(String, BSONValue)] = [
            ("email", .string(email.text)), ("password", .string(password.text)), ("fields", .document(members)),
        ]
        if !sent.isEmpty {
            document.append(
                ("sent", .document(BSONDocument(sent.sorted { $0.key < $1.key }.map { ($0, .string($1)) }))))
        }
        return TokenData.text(BSONDocument(document))
    }
}

/// The data of the token of another address.
struct EmailChangeData: Sendable {
    /// The new address.
    var email: EmailAddress
    /// The account's ``AccountFingerprint`` when it was asked for, which knows the old address.
    var fingerprint: String

    init(email: EmailAddress, fingerprint: String) {
        self.email = email
        self.fingerprint = fingerprint
    }

    init?(_ text: String?) {
        guard let document = TokenData.document(text), let email = TokenData.address(document),
            let fingerprint = document["fingerprint"]?.string
        else { return nil }
        self.init(email: email, fingerprint: fingerprint)
    }

    var text: String { TokenData.text(["email": .string(email.text), "fingerprint": .string(fingerprint)]) }
}

/// Tells whether an account still has the password and the address that it had. It says nothing about either: the
/// encoded hash holds a random salt.
enum AccountFingerprint {
    static func of(_ user: some Account) -> String {
        // The length keeps two pairs apart that would read the same in a row.
        let hash = user.password.text
        // One address in any spelling: bringing it into its form changes nothing.
        let text = "\(hash.utf8.count):\(hash)\(EmailAddress(user.email)?.text ?? user.email)"
        return Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
    }

    static func matches(_ fingerprint: String?, _ user: some Account) -> Bool {
        fingerprint.map { ConstantTime.equals($0, of(user)) } ?? false
    }
}
