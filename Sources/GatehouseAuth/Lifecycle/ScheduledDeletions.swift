import GatehouseBase
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which accounts are to be deleted: the life of accounts notes it, and the gate takes it back.
struct ScheduledDeletions: Sendable {
    let rows: Documents<DeletionRow>

    init(rows: Documents<DeletionRow>) { self.rows = rows }

    /// Those of a database.
    init(in database: DocumentDatabase) { rows = Documents(DeletionRow.self, in: database) }

    /// Keeps an account that was to be deleted, unless it is being deleted at this moment.
    ///
    /// - Returns: whether it was to be deleted, and stays.
    /// - Throws: `MongoError`.
    func cancel(_ key: String, at now: Date) async throws -> Bool {
        // Nearly always there is nothing to cancel, and a read costs the store less than a deletion of nothing.
        guard try await rows.find(key) != nil else { return false }
        // A claim that is too old is of somebody who died.
        let limit = now.subtracting(DeletionRow.claim)
        let count = try await rows.delete {
            $0.id == key && ($0.claimedDate.exists(false) || $0.claimedDate <= limit)
        }
        return count > 0
    }
}
