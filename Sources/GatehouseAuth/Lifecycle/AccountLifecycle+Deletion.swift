import GatehouseBase
import GatehouseDocuments
import GatehouseSessions

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension AccountLifecycle {
    /// Deletes an account whose owner asks for it: after ``LifecycleSettings/deletionGrace``, unless he signs in
    /// before. All his sessions end at once.
    ///
    /// Where sessions are no `SessionDirectory`, the caller ends the one of the request.
    ///
    /// - Parameter password: the account's password, tried as often as at sign-in.
    /// - Returns: when the account will be deleted; nil when it is already. Asking again does not move it away.
    /// - Throws: ``LifecycleError`` with code `wrongPassword` or `gone`; ``ThrottledError``; `PasswordError`, `MongoError`; what the
    ///   document's hooks throw.
    @discardableResult
    public func requestDeletion(
        of user: User, password: String, client: Client, language: String? = nil
    ) async throws -> Date? {
        try await requirePassword(password, of: user, client)
        return try await requestDeletion(of: user, client: client, language: language)
    }

    /// The same for an account whose owner has just shown who they are.
    package func requestDeletion(of user: User, client: Client, language: String?) async throws -> Date? {
        guard let key = user.id?.keyText else { throw LifecycleError(.gone) }
        guard settings.deletionGrace > .zero else {
            await accounts.emit(.deletionRequested, account: key, client: client)
            guard try await remove(user, language: language) else { throw LifecycleError(.gone) }
            return nil
        }
        let date = try await schedule(key, language: LanguageTag.plain(language))
        await accounts.emit(.deletionRequested, account: key, client: client)
        try await notify(.deletionScheduled, user, date: date, language: language)
        _ = try await sessions?.revokeAll(of: key, except: nil)
        return date
    }

    /// Keeps an account that was to be deleted, without its owner: the gate does so at each sign-in.
    ///
    /// - Returns: whether it was to be deleted, and stays.
    /// - Throws: `MongoError`.
    @discardableResult
    public func cancelDeletion(of user: User, client: Client = Client()) async throws -> Bool {
        guard let key = user.id?.keyText,
            try await ScheduledDeletions(rows: deletions).cancel(key, at: accounts.now())
        else { return false }
        await accounts.emit(.deletionCancelled, account: key, client: client)
        return true
    }

    /// When an account will be deleted; nil when nobody asked for that.
    ///
    /// - Throws: `MongoError`.
    public func pendingDeletion(of user: User) async throws -> Date? {
        guard let key = user.id?.keyText else { return nil }
        return try await deletions.find(key)?.dueDate
    }

    /// Notes that an account is to be deleted, and tells when.
    private func schedule(_ key: String, language: String?) async throws -> Date {
        let now = accounts.now()
        let due = end(settings.deletionGrace)
        func upsert() async throws -> Date {
            let row = try await deletions.modify({ $0.id == key }, upsert: true) {
                [$0.dueDate.min(due), $0.requestedDate.min(now), $0.language.set(language)]
            }
            return row?.dueDate ?? due
        }
        do {
            return try await upsert()
        } catch let error as DocumentError where error.code == .duplicate {
            // Another request made it at the same moment.
            return try await upsert()
        }
    }

    /// Deletes an account with its sessions, tokens and what was noted, and tells whether it was there.
    func remove(_ user: User, language: String?) async throws -> Bool {
        guard let key = user.id?.keyText else { return false }
        let isGone = try await administration.delete(user) != nil
        if isGone { try await notify(.deleted, user, language: language) }
        try await cleanUp(key)
        return isGone
    }

    /// Removes what is left of an account that is gone.
    func cleanUp(_ key: String) async throws {
        _ = try await sessions?.revokeAll(of: key, except: nil)
        try await tokens.revokeAll(of: key)
        try await accounts.eraseRecords(of: key)
        // Last: while it is there, somebody will come to finish.
        try await deletions.delete { $0.id == key }
    }
}
