import GatehouseBSON
import GatehouseDocuments
import GatehousePasswords
import Logging

/// Looks an account up by its address and verifies its password, at the same cost for all that fail.
struct PasswordCheck<User: Account>: Sendable {
    let documents: Documents<User>
    let passwords: PasswordHashing
    var logger = Logger(label: "gatehouse.accounts")

    /// The account of an address, if there is one, and whether the password is its own.
    func run(email: EmailAddress?, password: String) async throws -> (User?, isCorrect: Bool) {
        let user = try await find(email: email)
        let verdict = try await verify(password, of: user)
        guard var user, verdict.isCorrect else { return (user, false) }
        if verdict.needsRehash, user.isActive { try await rehash(password, of: &user) }
        return (user, true)
    }

    private func find(email: EmailAddress?) async throws -> User? {
        guard let email else { return nil }
        if let user = try await documents.find(email: email) { return user }
        // The work of reading an account, for nothing: it would show next to a fast hash.
        _ = try? User.schema.make([
            documents.stored(AccountField.email): .string(email.text),
            AccountField.password: .string(UnusablePassword.make().text),
        ])
        return nil
    }

    /// A stored hash that cannot be read, or that costs too much, lets nobody in, at the cost of any other refusal. Only
    /// the log tells: its owner needs a new password, and somebody else may have written it.
    func verify(_ password: String, of user: User?) async throws -> PasswordVerdict {
        do {
            return try await passwords.verify(password, user?.password)
        } catch let error as PasswordError where error.code == .malformed || error.code == .tooCostly {
            logger.warning(
                "A stored password hash cannot be verified",
                metadata: ["account": "\(user?.id?.keyText ?? "")", "reason": "\(error.message)"])
            return try await passwords.verify(password, nil)
        }
    }

    /// Writes the hash anew unless somebody changed it meanwhile. That it fails is no reason to refuse a right password:
    /// the next sign-in tries again.
    private func rehash(_ password: String, of user: inout User) async throws {
        guard let id = user.id, let hash = try? await passwords.hash(password) else { return }
        let isOurs = try? await documents.set(
            [AccountField.password: .string(hash.text)], of: id,
            where: [AccountField.password: .string(user.password.text)])
        if isOurs == true {
            user.password = hash
        } else if let current = try await documents.find(id), try await verify(password, of: current).isCorrect {
            // Another sign-in was faster; the session must fit the hash that is stored now.
            user = current
        }
    }
}
