import GatehousePasswords

extension PasswordHashing {
    /// Verifies against a hash's text, as vectors have it.
    func verify(_ password: String, _ encoded: String) async throws -> PasswordVerdict {
        try await verify(password, PasswordHash(encoded))
    }
}
