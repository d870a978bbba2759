import GatehouseBase
import GatehouseDocuments
public import Logging

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension AccountLifecycle {
    /// Deletes the accounts that are due, with their sessions and tokens, and tells their owners. ``AccountDeleter``
    /// does so every hour.
    ///
    /// Of several at a time one deletes an account. Where one dies in the middle of it, the next one after ten minutes
    /// finishes. An owner who signs in keeps his account, unless it is being deleted at that very moment: then
    /// ``cancelDeletion(of:client:)`` says so.
    ///
    /// - Parameters:
    ///   - now: the time by which accounts are due; nil for now.
    ///   - logger: told of an account that cannot be deleted; the others are.
    /// - Returns: how many were deleted.
    /// - Throws: `MongoError` when it cannot be read which are due; `CancellationError`.
    @discardableResult
    public func deleteDue(
        _ now: Date? = nil, logger: Logger = Logger(label: "gatehouse.accounts")
    ) async throws -> Int {
        let now = now ?? accounts.now()
        let limit = now.subtracting(DeletionRow.claim)
        var failed: [String] = []
        var count = 0
        while true {
            let rows = try await deletions.find(sortedBy: { [$0.dueDate.ascending] }, limit: 100 + failed.count) {
                $0.dueDate <= now && ($0.claimedDate.exists(false) || $0.claimedDate <= limit)
            }
            let fresh = rows.filter { row in !failed.contains { $0 == row.id } }
            if fresh.isEmpty { return count }
            for row in fresh {
                do {
                    try Task.checkCancellation()
                    if try await delete(row, at: now, limit) { count += 1 }
                } catch let error as CancellationError {
                    throw error
                } catch {
                    logger.error("An account could not be deleted", metadata: ["error": "\(error)"])
                    if let id = row.id { failed.append(id) }
                }
            }
        }
    }

    /// Deletes the account of a row, unless its owner or somebody else was faster.
    ///
    /// - Parameter limit: who began before that is taken for dead.
    private func delete(_ row: DeletionRow, at now: Date, _ limit: Date) async throws -> Bool {
        guard let key = row.id else { return false }
        guard let user = try await accounts.find(keyText: key) else {
            try await cleanUp(key)
            return false
        }
        let fingerprint = AccountFingerprint.of(user)
        if row.claimedDate != nil {
            guard row.fingerprint == fingerprint else {
                // The account of the row is gone; or its owner came back since, by mail.
                try await deletions.delete { $0.id == key && $0.claimedDate <= limit }
                return false
            }
            let claim = try await deletions.modify({ $0.id == key && $0.claimedDate <= limit }) {
                [$0.claimedDate.set(now)]
            }
            guard claim != nil else { return false }
        } else {
            let claim = try await deletions.modify({
                $0.id == key && $0.dueDate <= now && $0.claimedDate.exists(false)
            }) {
                [$0.claimedDate.set(now), $0.fingerprint.set(fingerprint)]
            }
            guard claim != nil else { return false }
        }
        return try await remove(user, language: row.language)
    }
}
