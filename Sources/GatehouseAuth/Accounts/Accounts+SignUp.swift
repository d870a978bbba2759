public import GatehouseBSON
import GatehouseDocuments
public import GatehouseMessages
import GatehousePasswords

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Accounts {
    /// Makes an account.
    ///
    /// - Parameters:
    ///   - email: its address, in any spelling.
    ///   - password: its password, in clear.
    ///   - fields: what else a visitor sent, by field, of which only ``signUpFields`` count; as in
    ///     ``draft(email:password:fields:setting:)``.
    ///   - values: what the program itself says, by field.
    ///   - client: from where it is asked for; nil for a program beside the site, which is not throttled.
    /// - Throws: `InvalidInput` with messages for the form; ``ThrottledError``; `PasswordError`, `MongoError`.
    public func signUp(
        email: String, password: String, fields: [String: String] = [:], setting values: [String: BSONValue] = [:],
        client: Client? = nil
    ) async throws -> User {
        try await passwords.withPlace {
            try await signUpInPlace(
                try await draft(email: email, password: password, fields: fields, setting: values), client: client)
        }
    }

    /// Makes the account of a draft, together with what the conditions of sign-up use up, or neither.
    ///
    /// - Throws: `InvalidInput` when the address or another unique value is taken; ``ThrottledError``; `PasswordError`,
    ///   `MongoError`.
    public func signUp(_ draft: AccountDraft<User>, client: Client? = nil) async throws -> User {
        try await passwords.withPlace { try await signUpInPlace(draft, client: client) }
    }

    /// The same for work that has its place among the hashes already.
    private func signUpInPlace(_ draft: AccountDraft<User>, client: Client?) async throws -> User {
        if let client { try await throttle(throttles.signUp, .signUps, client) }
        var user = try make(email: draft.email.text, password: try await hash(of: draft), draft.members)
        try await insertNew(&user, at: draft.email, sent: draft.sent, client: client ?? Client())
        return user
    }

    /// The hash of a draft's password; an unusable one where it has none.
    func hash(of draft: AccountDraft<User>) async throws -> PasswordHash {
        guard let password = draft.password else { return UnusablePassword.makeByChoice() }
        return try await passwords.hash(password)
    }

    /// Stores a new account; its rules are checked unless a draft's were just now. The unique index decides whose an address is.
    ///
    /// - Parameters:
    ///   - address: its address.
    ///   - sent: what the conditions go by.
    ///   - use: uses up what made the account possible: in the transaction of the conditions, or before the account is
    ///     stored where there are none.
    /// - Throws: `InvalidInput`; `MongoError`; what the conditions throw.
    func insertNew(
        _ user: inout User, at address: EmailAddress, sent: [String: String] = [:], isChecked: Bool = true,
        client: Client,
        using use: (DocumentDatabase?) async throws -> Void = { _ in }
    ) async throws {
        do {
            if let conditions {
                let draft = user
                user = try await conditions.database.atomically { database in
                    try await use(database)
                    let new = try await store(draft, at: address, in: documents.in(database), isChecked: isChecked)
                    try await conditions.meet(new, sent, in: database)
                    return new
                }
            } else {
                try await use(nil)
                user = try await store(user, at: address, in: documents, isChecked: isChecked)
            }
        } catch let error as DocumentError
            where error.code == .duplicate && error.fields.contains(documents.stored(AccountField.email))
        {
            throw InvalidInput(AccountMessages.emailTaken, of: AccountField.email)
        } catch let error as DocumentError {
            guard case .invalid? = error.refusal?.kind, let failures = error.refusal?.failures else { throw error }
            throw InvalidInput(failures)
        }
        await emit(.created, account: user.id?.keyText, client: client)
    }

    private func store(
        _ user: User, at address: EmailAddress, in documents: Documents<User>, isChecked: Bool
    ) async throws -> User {
        // The index knows the spelling that is stored here; another program may have stored the mailbox in another.
        guard try await documents.find(email: address) == nil else {
            throw InvalidInput(AccountMessages.emailTaken, of: AccountField.email)
        }
        var user = user
        if isChecked { try await documents.insertChecked(&user) } else { try await documents.insert(&user) }
        return user
    }

    /// Counts what an address asks for.
    ///
    /// - Parameter parts: what it asks for, where each is counted by itself.
    /// - Throws: ``ThrottledError`` when it was too much.
    func throttle(
        _ rule: ThrottleRule?, _ subject: ThrottledError.Subject, _ client: Client, _ parts: String?...
    ) async throws {
        guard let rule else { return }
        try await spend(
            Throttles.bucket(rule, [NetworkAddress.throttled(client.address)] + parts), rule, subject, client)
    }

    /// Asks the store of throttles for a try; a store that fails lets nothing through.
    func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
        try await StoreFailure.guarding("throttles") { try await throttleStore.take(bucket, rule, at: now) }
    }

    /// What to tell before a password is chosen, in one line; the whole is in the policy's `helpTexts`.
    public var passwordHelp: Message.Words { policy.shortHelp }

    /// An account of a form.
    ///
    /// - Parameters:
    ///   - members: the fields of the document, by their names in the store.
    ///   - verifiedAt: when its owner showed that the mailbox is theirs; nil when they did not.
    /// - Throws: `InvalidInput` for a value that is none of its field's type.
    func make(
        email: String, password: PasswordHash, _ members: [String: BSONValue], verifiedAt: Date? = nil
    ) throws -> User {
        var members = members
        if let verifiedAt { members[AccountField.emailVerified] = try verifiedAt.bsonValue() }
        members[documents.stored(AccountField.email)] = .string(email)
        members[AccountField.password] = .string(password.text)
        do {
            return try User.schema.make(members)
        } catch let error as DecodingError {
            // A text for a field that takes none.
            guard let field = error.storedPath, members[field] != nil else { throw error }
            throw InvalidInput(FieldMessages.invalid, of: field)
        }
    }
}
