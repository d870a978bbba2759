import GatehouseBSON
import GatehouseDocuments
public import GatehouseSessions
import GatehouseSigning

/// The members by which Django and we note in a session who is signed in.
enum SessionKeys {
    static let account = "_auth_user_id"
    static let backend = "_auth_user_backend"
    static let hash = "_auth_user_hash"
}

extension Accounts {
    /// Signs an account in: the session gets a new token, and keeps its values unless it was another account's.
    ///
    /// - Throws: what the stores throw.
    public func signIn(_ user: inout User, _ session: Session) async throws {
        guard let id = user.id else { throw UnsavedAccountError() }
        if let other = session.account, other != id.keyText { try await session.flush() }
        session.setAccount(id.keyText)
        try session.set(id.keyText, for: SessionKeys.account)
        try session.set(Self.backend, for: SessionKeys.backend)
        try session.set(sessionHash(of: user), for: SessionKeys.hash)
        let date = now()
        try await documents.set(["last_signin_date": date.bsonValue()], of: id)
        user.lastSigninDate = date
    }

    /// Signs out: the session ends in the store at once.
    ///
    /// - Throws: what the store throws.
    public func signOut(_ session: Session) async throws { try await session.flush() }

    /// Who is signed in, or nil: also when the account is gone or inactive, or its password changed since.
    ///
    /// - Throws: what the stores throw; a fault is never taken for nobody.
    public func user(of session: Session) async throws -> User? {
        guard let keyText = try session.value(SessionKeys.account, as: String.self),
            let hash = try session.value(SessionKeys.hash, as: String.self),
            let user = try await find(keyText: keyText), user.isActive
        else { return nil }
        guard keys.all.contains(where: { ConstantTime.equals(hash, sessionHash(of: user, key: $0)) }) else {
            try await session.flush()
            return nil
        }
        return user
    }

    /// The name of the built-in backend, as the session holds it.
    private static var backend: String { "gatehouse.EmailPasswordBackend" }

    /// A session of before a password change does not fit the account any more.
    private func sessionHash(of user: User, key: String? = nil) -> String {
        SaltedHMAC.hexCode(
            for: user.password, salt: "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
            secret: key ?? keys.current)
    }
}

/// An account without a primary key cannot sign in.
struct UnsavedAccountError: Error, CustomStringConvertible {
    var description: String { "an account without a primary key cannot sign in; save it first" }
}
