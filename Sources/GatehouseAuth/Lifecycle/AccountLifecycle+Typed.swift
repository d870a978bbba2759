public import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages

/// The same for programs that have an address as somebody typed it.
extension AccountLifecycle {
    /// Begins a sign-up with what a form or a program gives.
    ///
    /// - Parameters:
    ///   - fields: what else a visitor sent, by field; as in `accounts.draft(email:password:fields:setting:)`.
    ///   - values: what the program itself says, by field.
    /// - Throws: `InvalidInput` with all that is wrong; as ``beginSignUp(_:client:language:)``.
    public func beginSignUp(
        email: String, password: String, fields: [String: String] = [:], setting values: [String: BSONValue] = [:],
        client: Client, language: String? = nil
    ) async throws {
        let draft = try await accounts.draft(
            email: email, password: password, fields: fields, setting: values)
        try await beginSignUp(draft, client: client, language: language)
    }

    /// Mails a link to another address, given in any spelling.
    ///
    /// - Throws: `InvalidInput` for a text that is no address; as
    ///   ``requestEmailChange(to:password:of:client:language:)``.
    public func requestEmailChange(
        to typed: String, password: String, of user: User, client: Client, language: String? = nil
    ) async throws {
        try await requestEmailChange(
            to: try address(typed), password: password, of: user, client: client, language: language)
    }

    private func address(_ typed: String) throws -> EmailAddress {
        guard let address = EmailAddress(typed) else {
            throw InvalidInput(
                typed.isEmpty ? FieldMessages.required : FieldMessages.invalidEmail, of: AccountField.email)
        }
        return address
    }
}
