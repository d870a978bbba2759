import GatehouseBSON
import GatehouseDocuments
import GatehousePasswords

extension Accounts {
    /// Makes an account.
    ///
    /// - Parameters:
    ///   - email: its address, in any spelling.
    ///   - password: its password, in clear.
    ///   - fields: what else the form holds, by field; those that the schema does not declare, and those that say what
    ///     an account may do, are left out.
    ///   - request: from where it is asked for; nil for a program beside the site, which is not throttled.
    /// - Throws: ``SignUpError`` with messages for the form; ``ThrottledError``; `PasswordError`, `MongoError`.
    public func signUp(
        email: String, password: String, fields: [String: String] = [:], request: SignInRequest? = nil
    ) async throws -> User {
        let failures = try await signUpFailures(email: email, password: password, fields: fields)
        guard failures.isEmpty, let address = EmailAddress(email) else { throw SignUpError(failures: failures) }
        if let request { try await throttleSignUp(request) }
        var user = try make(email: address.text, password: try await passwords.hash(password), fields)
        do {
            try await documents.insert(&user)
        } catch let error as DocumentError
            where error.code == .duplicate && error.fields.contains(documents.stored("email"))
        {
            throw SignUpError(failures: ["email": [SignUpError.emailTaken]])
        } catch let error as DocumentError where error.code == .invalid {
            throw SignUpError(failures: error.failures)
        }
        await emit(.created, account: user.id?.keyText, request: request ?? SignInRequest())
        return user
    }

    private func throttleSignUp(_ request: SignInRequest) async throws {
        guard let rule = throttles.signUp else { return }
        let now = now()
        let bucket = Throttles.bucket(rule, NetworkAddress.throttled(request.address))
        let verdict = try await throttleStore.take(bucket, rule, at: now)
        guard !verdict.isAllowed else { return }
        await emit(.throttled, request: request, isSuccess: false, by: rule.name)
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

    private func make(email: String, password: String, _ fields: [String: String]) throws -> User {
        var members: [String: BSONValue] = [:]
        let protected: Set = [
            "_id", "id", "email", "password", "is_active", "is_superuser", "permissions", "groups", "last_signin_date",
            "signup_date",
        ]
        for field in User.schema.fields where !protected.contains(field.name) {
            members[field.name] = fields[field.name].map(BSONValue.string)
        }
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

/// Why an account was not made: messages for the form, by field.
public struct SignUpError: Error, Sendable, CustomStringConvertible {
    /// The message for an address that has an account already.
    public static let emailTaken = "Email is already registered"

    /// The messages, by field.
    public let failures: [String: [String]]

    init(failures: [String: [String]]) { self.failures = failures }

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
