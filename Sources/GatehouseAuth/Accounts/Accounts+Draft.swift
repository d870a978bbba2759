package import GatehouseBSON
package import GatehouseDocuments
package import GatehouseMessages
import GatehousePasswords

extension Accounts {
    /// Checks what a form or a program gives for a new account, once: the address, the document's rules and the password
    /// policy.
    ///
    /// - Parameters:
    ///   - email: the address, in any spelling.
    ///   - password: the password, in clear.
    ///   - fields: what else there is, by field; those that the schema does not declare, and those that say what an
    ///     account may do, are left out.
    /// - Throws: `InvalidInput` with all that is wrong.
    public func draft(
        email: String, password: String, fields: [String: String] = [:]
    ) async throws -> AccountDraft<User> {
        guard let address = EmailAddress(email) else {
            var failures = Failures(email.isEmpty ? FieldMessages.required : FieldMessages.invalidEmail, of: "email")
            failures.add(await passwordFailures(password, email: email, members: [:]))
            throw InvalidInput(failures)
        }
        return try await draft(
            email: address, password: password, members: try SignUpFields.values(fields, in: User.schema))
    }

    /// Checks what a cleaned form gives for a new account.
    ///
    /// - Parameter members: the fields of the document, by their names in the store.
    /// - Throws: `InvalidInput` with all that is wrong.
    package func draft(
        email: EmailAddress, password: String, members: [String: BSONValue]
    ) async throws -> AccountDraft<User> {
        let members = members.filter { !AccountField.protected.contains($0.key) && User.schema.field($0.key) != nil }
        var failures = Failures()
        do {
            failures = User.schema.failures(
                of: try make(email: email.text, password: UnusablePassword.make(), members))
        } catch let error as InvalidInput {
            failures = error.failures
        }
        failures.add(await passwordFailures(password, email: email.text, members: members))
        guard failures.isEmpty else { throw InvalidInput(failures) }
        return AccountDraft(email: email, password: password, members: members)
    }

    /// What a new password breaks of the policy.
    ///
    /// - Parameters:
    ///   - email: the address of the account, as text.
    ///   - members: what else is known of its owner, by the names in the store.
    package func passwordFailures(
        _ password: String, email: String, members: [String: BSONValue]
    ) async -> Failures {
        let names = AccountField.names.compactMap { field, name in
            members[field]?.string.map { PasswordContext.Attribute(name, $0) }
        }
        let context = PasswordContext(attributes: names + [.init("email address", email)], words: siteWords)
        return Failures([AccountField.password: await policy.failures(of: password, for: context)])
    }
}
