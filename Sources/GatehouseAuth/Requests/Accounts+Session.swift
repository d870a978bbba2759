import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
import GatehousePasswords
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
    /// What was shown, as ``MethodList`` writes it. Ours alone.
    static let methods = "_signed_in_by"
}

extension Accounts {
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
    /// A session that does not fit the password by any of the keys is nobody's here: what it holds is not seen. It does not
    /// end, since another instance may have a newer key; where the browser sent another session's cookie beside it, that
    /// one counts. One that fits by an older key gets the current key's hash, and keeps its token, so that requests at the
    /// same time keep the session.
    ///
    /// - Throws: what the stores throw; a fault is never taken for nobody.
    public func user(of session: Session) async throws -> User? {
        while true {
            let token = session.token
            let found = try await holder(of: session)
            if found.fits { return found.user }
            if let keyText = session.text(SessionKeys.account), refused.isNew(token?.id) {
                await emit(.sessionRefused, account: keyText, isSuccess: false)
            }
            guard try await session.disown(token) else { return nil }
        }
    }

    /// The account that a session belongs to, or nil, and whether the session fits the account's password.
    private func holder(of session: Session) async throws -> (user: User?, fits: Bool) {
        guard let keyText = session.text(SessionKeys.account), let name = session.text(SessionKeys.backend),
            let backend = backends.first(where: { $0.sessionName.hasBytes(of: name) }),
            let id = User.ID(keyText: keyText),
            let user = try await StoreFailure.guarding(backend.name.text, { try await backend.account(id) }),
            user.isActive || backend.admitsInactive
        else { return (nil, true) }
        let written = session.text(SessionKeys.hash)
        // Empty, as Django writes it; not absent.
        if written?.isEmpty == true, trustsSessionsWithoutHash { return (user, true) }
        let hash = written ?? ""
        let current = sessionHash(of: user)
        if ConstantTime.equals(hash, current) { return (user, true) }
        guard fits(hash, user) else { return (nil, false) }
        try session.set(current, for: SessionKeys.hash)
        return (user, true)
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
        guard let id = user.id else { return false }
        if var note = session[GateNote.key, as: GateNote.self], note.account.hasBytes(of: id.keyText),
            fits(note.hash, old)
        {
            note.hash = sessionHash(of: user)
            try session.set(note, for: GateNote.key)
        }
        guard let account = session.text(SessionKeys.account),
            account.hasBytes(of: id.keyText),
            let hash = session.text(SessionKeys.hash),
            fits(hash, old)
        else { return false }
        try session.set(sessionHash(of: user), for: SessionKeys.hash)
        return true
    }

    /// Whether somebody signed in to a session no longer ago than this. A session of before this was noted, or of
    /// Django's, is not recent.
    public func isRecent(_ session: Session, within time: Duration) -> Bool {
        guard let seconds = session[SessionKeys.date, as: Int64.self] else { return false }
        let age = now().timeIntervalSince1970 - Double(seconds)
        return age <= time.inSeconds
    }

    /// Whether a session's hash is of an account's password, by any of the keys.
    func fits(_ hash: String, _ user: User) -> Bool {
        if ConstantTime.equals(hash, sessionHash(of: user)) { return true }
        return sessionHashKeys.dropFirst().contains { ConstantTime.equals(hash, $0.hexCode(for: user.password.text)) }
    }

    /// A session of before a password change does not fit the account any more.
    func sessionHash(of user: User) -> String {
        let password = user.password.text
        // Texts that look the same are one key, but not one password.
        if let known = sessionHashes.value(for: password), known.password.hasBytes(of: password) { return known.hash }
        let hash = sessionHashKeys[0].hexCode(for: password)
        sessionHashes.keep((password, hash), for: password)
        return hash
    }
}

/// A sign-in names a backend that is not the site's, so that nobody would be signed in at the next request. Nothing was
/// changed.
public struct BackendChoiceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was named.
    public let name: BackendName
    /// Those of the site.
    public let known: [BackendName]

    /// The backend that was named, those that the site has, and what to do.
    public var description: String {
        let known = known.map(\.text).joined(separator: ", ")
        return "the site has no backend \(name); it has: \(known). Add it to settings.backends, or name another"
    }
}

/// An account without a primary key cannot sign in.
struct UnsavedAccountError: Error, CustomStringConvertible {
    var description: String { "an account without a primary key cannot sign in; save it first" }
}
