import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
public import GatehouseSessions
import GatehouseSigning

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The members by which Django and we note in a session who is signed in.
enum SessionKeys {
    static let account = "_auth_user_id"
    static let backend = "_auth_user_backend"
    static let hash = "_auth_user_hash"
    /// Whole seconds since 1970. Ours alone.
    static let date = "_signed_in_at"
}

extension Accounts {
    /// Signs in whom ``authenticate(_:_:)`` found.
    ///
    /// - Throws: as ``signIn(_:_:backend:client:)``.
    public func signIn(
        _ found: inout Authenticated<User>, _ session: Session, client: Client = Client()
    ) async throws {
        try await signIn(&found.user, session, backend: found.backend, client: client)
    }

    /// Signs an account in: the session gets a new token, and keeps its values unless it was another account's or did
    /// not fit the account's password any more.
    ///
    /// - Parameter backend: how sessions name the backend that is asked for the account from now on; nil where the site
    ///   has only one.
    /// - Throws: ``BackendChoiceError`` when it is not one of the site's; what the stores throw.
    public func signIn(
        _ user: inout User, _ session: Session, backend: String? = nil, client: Client = Client()
    ) async throws {
        guard let id = user.id else { throw UnsavedAccountError() }
        let backend = try choose(backend)
        let hash = sessionHash(of: user)
        if let other = text(SessionKeys.account, session) ?? session.accountKey,
            !other.hasBytes(of: id.keyText)
                || !ConstantTime.equals(text(SessionKeys.hash, session) ?? "", hash)
        {
            try await session.flush()
        }
        session.setAccountKey(id.keyText)
        try session.set(id.keyText, for: SessionKeys.account)
        try session.set(backend, for: SessionKeys.backend)
        try session.set(hash, for: SessionKeys.hash)
        let date = now()
        try session.set(Int64(date.timeIntervalSince1970), for: SessionKeys.date)
        // A document that another program reads strictly must not get a member that it does not know.
        if User.schema.field("last_signin_date") != nil {
            try await documents.set(["last_signin_date": date.bsonValue()], of: id)
        }
        user.lastSigninDate = date
        await emit(.signedIn, account: id.keyText, client: client, by: backend)
    }

    /// Signs out: the session ends in the store at once.
    ///
    /// - Throws: what the store throws.
    public func signOut(_ session: Session, client: Client = Client()) async throws {
        let account = session.accountKey
        try await session.flush()
        if let account { await emit(.signedOut, account: account, client: client) }
    }

    /// Who is signed in, or nil: also when the account is gone or inactive, its password changed since, or the backend
    /// that accepted it is not the site's any more.
    ///
    /// A session that does not fit the password ends. One that fits it by an older secret key gets a new token and the
    /// current key's hash. In all other cases it stays as it is.
    ///
    /// - Throws: what the stores throw; a fault is never taken for nobody.
    public func user(of session: Session) async throws -> User? {
        guard let keyText = text(SessionKeys.account, session), let name = text(SessionKeys.backend, session),
            let backend = backends.first(where: { $0.sessionName.hasBytes(of: name) }),
            let id = User.ID(keyText: keyText), let user = try await backend.account(id),
            user.isActive || backend.admitsInactive
        else { return nil }
        let written = text(SessionKeys.hash, session)
        // Empty, as Django writes it; not absent.
        if written?.isEmpty == true, trustsSessionsWithoutHash { return user }
        let hash = written ?? ""
        let current = sessionHash(of: user)
        if ConstantTime.equals(hash, current) { return user }
        guard sessionHashKeys.dropFirst().contains(where: { ConstantTime.equals(hash, $0.hexCode(for: user.password)) })
        else {
            try await session.flush()
            await emit(.sessionRefused, account: keyText, isSuccess: false)
            return nil
        }
        session.cycleToken()
        try session.set(current, for: SessionKeys.hash)
        return user
    }

    /// Keeps a session signed in whose account's password was changed in this client: it gets a new token, and fits
    /// the new password if it fitted the old one.
    ///
    /// - Parameters:
    ///   - user: the account as it is now.
    ///   - old: the account as it was.
    /// - Returns: whether it is this account's session. Another's only gets a new token.
    /// - Throws: `BSONError`, never in practice.
    @discardableResult
    public func updateSessionHash(of user: User, replacing old: User, in session: Session) throws -> Bool {
        session.cycleToken()
        guard let id = user.id, let account = text(SessionKeys.account, session),
            account.hasBytes(of: id.keyText),
            let hash = text(SessionKeys.hash, session),
            sessionHashKeys.contains(where: { ConstantTime.equals(hash, $0.hexCode(for: old.password)) })
        else { return false }
        try session.set(sessionHash(of: user), for: SessionKeys.hash)
        return true
    }

    /// Whether somebody signed in to a session no longer ago than this. A session of before this was noted, or of
    /// Django's, is not recent.
    public func isRecent(_ session: Session, within time: Duration) -> Bool {
        guard let seconds = session[SessionKeys.date, as: Int64.self] else { return false }
        let age = now().timeIntervalSince1970 - Double(seconds)
        return age <= Double(time.milliseconds) / 1000
    }

    /// The name of a backend that is the site's.
    private func choose(_ name: String?) throws -> String {
        guard let name else {
            guard backends.count == 1 else { throw BackendChoiceError.missing }
            return backends[0].sessionName
        }
        guard backends.contains(where: { $0.sessionName.hasBytes(of: name) }) else {
            throw BackendChoiceError.unknown
        }
        return name
    }

    /// A member that is a text; nil for one of another type, which nobody who signs people in writes.
    private func text(_ key: String, _ session: Session) -> String? { session.text(key) }

    /// A session of before a password change does not fit the account any more.
    private func sessionHash(of user: User) -> String {
        let password = user.password
        // Texts that look the same are one key, but not one password.
        if let known = sessionHashes.value(for: password), known.password.hasBytes(of: password) { return known.hash }
        let hash = sessionHashKeys[0].hexCode(for: password)
        sessionHashes.keep((password, hash), for: password)
        return hash
    }
}

/// A sign-in does not say which backend sessions are to name. Nothing was changed.
public struct BackendChoiceError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// The site has several, and none was named.
    public static let missing = BackendChoiceError(
        description: "the site has several backends; name the one that accepted the account")
    /// The one that was named is not the site's, so that nobody would be signed in at the next request.
    public static let unknown = BackendChoiceError(description: "the site has no backend of this name")
}

/// An account without a primary key cannot sign in.
struct UnsavedAccountError: Error, CustomStringConvertible {
    var description: String { "an account without a primary key cannot sign in; save it first" }
}
