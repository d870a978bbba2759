import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
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
    ///   - fields: what else the form holds, by field; those that the schema does not declare, and those that say what
    ///     an account may do, are left out.
    ///   - client: from where it is asked for; nil for a program beside the site, which is not throttled.
    /// - Throws: ``SignUpError`` with messages for the form; ``ThrottledError``; `PasswordError`, `MongoError`.
    public func signUp(
        email: String, password: String, fields: [String: String] = [:], client: Client? = nil
    ) async throws -> User {
        let address = try await checkSignUp(email: email, password: password, fields: fields)
        if let client { try await throttle(throttles.signUp, client) }
        var user = try make(email: address.text, password: try await passwords.hash(password), fields)
        try await insertNew(&user, client: client ?? Client())
        return user
    }

    /// The address of a sign-up in which nothing is wrong.
    ///
    /// - Throws: ``SignUpError`` with messages for the form.
    func checkSignUp(email: String, password: String, fields: [String: String]) async throws -> EmailAddress {
        let failures = try await signUpFailures(email: email, password: password, fields: fields)
        guard failures.isEmpty, let address = EmailAddress(email) else { throw SignUpError(failures: failures) }
        return address
    }

    /// Stores a new account. The unique index decides whose an address is.
    ///
    /// - Throws: ``SignUpError``; `MongoError`.
    func insertNew(_ user: inout User, client: Client) async throws {
        do {
            try await documents.insert(&user)
        } catch let error as DocumentError
            where error.code == .duplicate && error.fields.contains(documents.stored("email"))
        {
            throw SignUpError.taken
        } catch let error as DocumentError where error.code == .duplicate {
            throw SignUpError(failures: error.fields.reduce(into: [:]) { $0[$1] = [FieldMessages.taken] })
        } catch let error as DocumentError where error.code == .invalid {
            throw SignUpError(failures: error.failures)
        }
        await emit(.created, account: user.id?.keyText, client: client)
    }

    /// Counts what an address asks for.
    ///
    /// - Throws: ``ThrottledError`` when it was too much.
    func throttle(_ rule: ThrottleRule?, _ client: Client) async throws {
        guard let rule else { return }
        let now = now()
        let bucket = Throttles.bucket(rule, NetworkAddress.throttled(client.address))
        let verdict = try await throttleStore.take(bucket, rule, at: now)
        guard !verdict.isAllowed else { return }
        await emit(.throttled, client: client, isSuccess: false, by: rule.name)
        throw ThrottledError(until: verdict.blockedUntil, now: now)
    }

    /// What to tell before a password is chosen, in one line; the whole is in the policy's `helpTexts`.
    public var passwordHelp: String { policy.shortHelp }

    /// What a form says wrong before anything is stored or hashed: messages by field, empty when all is fine.
    public func signUpFailures(
        email: String, password: String, fields: [String: String] = [:]
    ) async throws -> [String: [String]] {
        let address = EmailAddress(email)
        let user = try make(email: address?.text ?? "", password: UnusablePassword.make(), fields)
        var failures = User.schema.failures(of: user)
        if address == nil {
            failures["email"] = [email.isEmpty ? FieldMessages.required : FieldMessages.invalidEmail]
        }
        let passwordFailures = await policy.failures(of: password, for: passwordContext(email, fields))
        if !passwordFailures.isEmpty { failures["password"] = passwordFailures.map(\.message) }
        return failures
    }

    /// What a password must not be like: the address and the names.
    private func passwordContext(_ email: String, _ fields: [String: String]) -> PasswordContext {
        let names = [("first_name", "first name"), ("last_name", "last name")].compactMap { field, name in
            fields[field].map { PasswordContext.Attribute(name, $0) }
        }
        return PasswordContext(attributes: names + [.init("email address", email)], words: siteWords)
    }

    /// An account of a form.
    ///
    /// - Parameter verifiedAt: when its owner showed that the mailbox is his; nil when he did not.
    func make(
        email: String, password: String, _ fields: [String: String], verifiedAt: Date? = nil
    ) throws -> User {
        var members = try SignUpFields.values(fields, in: User.schema)
        if let verifiedAt { members[SignUpFields.verifiedDate] = try verifiedAt.bsonValue() }
        members[documents.stored("email")] = .string(email)
        members["password"] = .string(password)
        do {
            return try User.schema.make(members)
        } catch let error as DecodingError {
            // A text for a field that takes none.
            guard let field = error.fieldName, members[field] != nil else { throw error }
            throw SignUpError(failures: [field: [FieldMessages.invalid]])
        }
    }
}

/// The fields of an account that a form can fill.
enum SignUpFields {
    /// The field of when an account's owner showed that the mailbox of its address is his.
    static let verifiedDate = "email_verified_date"

    private static let protected: Set = [
        "_id", "id", "email", "password", "is_active", "is_staff", "is_superuser", "permissions", "user_permissions",
        "groups", "last_signin_date", "signup_date", verifiedDate,
    ]

    /// Those of a form that the schema declares and that do not say what an account is or may do.
    static func allowed<User: Account>(_ fields: [String: String], in schema: Schema<User>) -> [String: String] {
        schema.fields.reduce(into: [:]) { allowed, field in
            if !protected.contains(field.name) { allowed[field.name] = fields[field.name] }
        }
    }

    /// Their values, of the types that the document's fields have. What is empty is left out where it may be absent.
    ///
    /// - Throws: ``SignUpError`` for a text that is no value of its field's type.
    static func values<User: Account>(
        _ fields: [String: String], in schema: Schema<User>
    ) throws -> [String: BSONValue] {
        let allowed = allowed(fields, in: schema)
        return try schema.fields.reduce(into: [:]) { values, field in
            guard let text = allowed[field.name], !(text.isEmpty && field.isOptional) else { return }
            values[field.name] = try value(of: text, field)
        }
    }

    private static func value<User: Account>(of text: String, _ field: Field<User>) throws -> BSONValue {
        switch field.valueType {
        case is any FixedWidthInteger.Type:
            guard let number = Int64(text) else {
                throw SignUpError(failures: [field.name: [FieldMessages.notWhole]])
            }
            return .integer(number)
        case is Bool.Type: return .bool(BooleanText.isTrue(text))
        case is Date.Type:
            guard let date = try? Date(text, strategy: Date.ISO8601FormatStyle().year().month().day()) else {
                throw SignUpError(failures: [field.name: [FieldMessages.notDate]])
            }
            return try date.bsonValue()
        default: return .string(text)
        }
    }
}

/// Why an account was not made: messages for the form, by field.
public struct SignUpError: Error, Sendable, CustomStringConvertible {
    /// The message for an address that has an account already.
    public static let emailTaken = "Email is already registered"

    /// The messages, by field.
    public let failures: [String: [String]]

    init(failures: [String: [String]]) { self.failures = failures }

    /// The address has an account already.
    static let taken = SignUpError(failures: ["email": [emailTaken]])

    public var description: String { "sign-up refused: \(failures.keys.sorted().joined(separator: ", "))" }
}

extension DecodingError {
    /// The name in the store of the field that did not fit.
    fileprivate var fieldName: String? {
        let path: [any CodingKey]? =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            default: nil
            }
        return path?.first.map { BSONKeyStrategy.snakeCase.key(for: $0.stringValue) }
    }
}
