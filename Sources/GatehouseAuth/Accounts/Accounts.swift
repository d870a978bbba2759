import GatehouseBSON
public import GatehouseDocuments
public import GatehousePasswords
public import GatehouseSigning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The accounts of a site: signing up, and telling who somebody is.
public struct Accounts<User: Account>: Sendable {
    /// Where the accounts are stored.
    public let documents: Documents<User>
    let passwords: PasswordHashing
    let policy: PasswordPolicy
    /// Words that no password may be: the site's name.
    let siteWords: [String]
    let keys: SecretKeys
    let now: @Sendable () -> Date

    /// The accounts of a collection.
    public init(
        _ documents: Documents<User>, passwords: PasswordHashing, policy: PasswordPolicy = PasswordPolicy(),
        siteWords: [String] = [], keys: SecretKeys,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.documents = documents
        self.passwords = passwords
        self.policy = policy
        self.siteWords = siteWords
        self.keys = keys
        self.now = now
    }

    /// The account of an e-mail address and a password, or nil. Which of the two was wrong, or whether the account is
    /// inactive, shows neither in the answer nor in the work done.
    ///
    /// - Throws: `PasswordError`, `MongoError`, `CancellationError`; never for a wrong password.
    public func authenticate(email: String, password: String) async throws -> User? {
        guard password.utf8.count <= PasswordHashing.maximumLength else { return nil }
        let user = try await find(email: email)
        let verdict = try await verify(password, user?.password)
        guard var user, verdict.isCorrect, user.isActive else { return nil }
        if verdict.needsRehash { try await rehash(password, of: &user) }
        return user
    }

    /// The account of a key's text, or nil.
    public func find(keyText: String) async throws -> User? {
        guard let id = User.ID(keyText: keyText) else { return nil }
        return try await documents.find(id)
    }

    private func find(email: String) async throws -> User? {
        guard let address = EmailAddress(email) else { return nil }
        return try await documents.first("email", equals: address.text)
    }

    /// A stored hash that cannot be read lets nobody in, at the cost of any other refusal.
    private func verify(_ password: String, _ encoded: String?) async throws -> PasswordVerdict {
        do {
            return try await passwords.verify(password, encoded)
        } catch let error as PasswordError where error.code == .malformed {
            return try await passwords.verify(password, nil)
        }
    }

    /// Writes the hash anew unless somebody changed it meanwhile. That it fails is no reason to refuse a right password:
    /// the next sign-in tries again.
    private func rehash(_ password: String, of user: inout User) async throws {
        guard let id = user.id, let encoded = try? await passwords.hash(password) else { return }
        let isOurs = try? await documents.set(
            ["password": .string(encoded)], of: id, where: ["password": .string(user.password)])
        if isOurs == true {
            user.password = encoded
        } else if let current = try await documents.find(id), try await verify(password, current.password).isCorrect {
            // Another sign-in was faster; the session must fit the hash that is stored now.
            user = current
        }
    }
}
