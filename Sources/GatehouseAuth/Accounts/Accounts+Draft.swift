public import GatehouseBSON
package import GatehouseDocuments
package import GatehouseMessages
import GatehousePasswords

extension Accounts {
    /// Checks what a form or a program gives for a new account, once: the address, the document's rules and the password
    /// policy.
    ///
    /// - Parameters:
    ///   - email: the address, in any spelling.
    ///   - password: the password, in clear; nil for an account whose owner signs in by other means, which gets an unusable
    ///     password (`UnusablePassword.makeByChoice()`).
    ///   - fields: what else a visitor sent, by field. Only those count that the site names for sign-up (``signUpFields``)
    ///     and that are not `.protected`, and those that conditions of sign-up ask for; others are left out.
    ///   - values: what the program itself says, by field, whatever the visitor sent: a role, who invited them.
    /// - Throws: `InvalidInput` with all that is wrong; what a condition of sign-up throws.
    public func draft(
        email: String, password: String?, fields: [String: String] = [:], setting values: [String: BSONValue] = [:]
    ) async throws -> AccountDraft<User> {
        guard let address = EmailAddress(email) else {
            var failures = Failures(
                email.isEmpty ? FieldMessages.required : FieldMessages.invalidEmail, of: AccountFormField.email)
            if let password { failures.add(await passwordFailures(password, email: email, members: [:])) }
            throw InvalidInput(failures)
        }
        return try await draft(
            email: address, password: password,
            members: try SignUpFields.values(fields, in: User.schema) { maySet($0) }, setting: values, sent: fields)
    }

    /// Checks what a cleaned form gives for a new account.
    ///
    /// - Parameters:
    ///   - members: the fields of the document that a visitor sent, by their names in the store.
    ///   - values: what the program itself says.
    ///   - sent: what a visitor sent for the conditions of sign-up, by name.
    /// - Throws: `InvalidInput` with all that is wrong.
    package func draft(
        email: EmailAddress, password: String?, members: [String: BSONValue], setting values: [String: BSONValue] = [:],
        sent: [String: String] = [:]
    ) async throws -> AccountDraft<User> {
        let members = members.filter { maySet($0.key) }.merging(values) { _, own in own }
        var failures = Failures()
        do {
            failures = User.schema.failures(
                of: try make(email: email.text, password: UnusablePassword.make(), members))
        } catch let error as InvalidInput {
            failures = error.failures
        }
        if let password { failures.add(await passwordFailures(password, email: email.text, members: members)) }
        guard failures.isEmpty else { throw InvalidInput(failures) }
        let names = conditions?.fields ?? []
        let sent = sent.filter { names.contains($0.key) }
        try await conditions?.check(sent)
        return AccountDraft(email: email, password: password, members: members, sent: sent)
    }

    /// Whether what a visitor sends at sign-up may fill a field.
    private func maySet(_ name: String) -> Bool {
        signUpFields.contains(name) && User.schema.field(name) != nil
            && !AccountField.isProtected(name, of: User.self)
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
