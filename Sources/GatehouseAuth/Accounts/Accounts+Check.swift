public import GatehouseDocuments
public import GatehousePasswords

extension Accounts {
    /// Goes through all accounts, and hands out what keeps each from being read, or from signing in by its password: after
    /// accounts were brought along from elsewhere.
    ///
    /// - Parameters:
    ///   - unreadable: gets what is wrong with a document that does not fit its type.
    ///   - unverifiable: gets an account with a hash that sign-in refuses before any work, and why: code `tooCostly` for
    ///     one beyond `HashLimits`, `malformed` for one that cannot be read. Its owner needs a new password.
    /// - Returns: how many accounts there are.
    /// - Throws: `MongoError`; what the bodies throw.
    public func check(
        unreadable: (DocumentError) throws -> Void, unverifiable: (User, PasswordError) throws -> Void
    ) async throws -> Int {
        try await documents.check(unreadable: unreadable) { user in
            if let fault = passwords.fault(of: user.password) { try unverifiable(user, fault) }
        }
    }
}
