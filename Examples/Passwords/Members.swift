import GatehouseMessages
import GatehousePasswords

/// The members of a club and their passwords, in this process's memory.
actor Members {
    private var hashes: [String: PasswordHash] = [:]
    private let passwords: PasswordHashing
    private let policy = PasswordPolicy(minimumLength: 12)

    init(_ passwords: PasswordHashing = PasswordHashing()) { self.passwords = passwords }

    /// Takes a member on.
    ///
    /// - Returns: what is wrong with the password; empty when it was taken.
    /// - Throws: `PasswordError` when too much waits to be hashed.
    func join(_ name: String, password: String) async throws -> [Message] {
        let context = PasswordContext(attributes: [.init("name", name)])
        let failures = await policy.failures(of: password, for: context)
        guard failures.isEmpty else { return failures }
        hashes[name] = try await passwords.hash(password)
        return []
    }

    /// Whether a password is a member's. Of a name that nobody has it costs the same.
    ///
    /// - Throws: `PasswordError` when too much waits to be hashed.
    func admits(_ name: String, password: String) async throws -> Bool {
        let verdict = try await passwords.verify(password, hashes[name])
        if verdict.needsRehash { hashes[name] = try await passwords.hash(password) }
        return verdict.isCorrect
    }

    /// Brings a member along from another system, whose hash is replaced when the member first comes in.
    func bring(_ name: String, hash: PasswordHash) { hashes[name] = hash }

    /// The algorithm of a member's hash, or nil.
    func algorithm(of name: String) -> String? { hashes[name].flatMap { passwords.identify($0.text) } }
}
