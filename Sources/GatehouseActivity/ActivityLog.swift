import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is kept of what happened to accounts.
struct ActivityLog: Sendable {
    let rows: Documents<Activity>
    private let time: Duration
    private let now: @Sendable () -> Date

    init(in database: DocumentDatabase, keeping time: Duration, now: @escaping @Sendable () -> Date) {
        rows = Documents(Activity.self, in: database)
        self.time = time
        self.now = now
    }

    /// The latest of an account, newest first; those that are over are left out, also before the database removes them.
    ///
    /// - Throws: `MongoError`.
    func latest(of account: String, _ most: Int) async throws -> [Activity] {
        let date = now()
        return try await rows.find(sortedBy: { [$0.date.descending] }, limit: most) {
            $0.account == account && $0.expiresAt > date
        }
    }

    /// Forgets what happened to an account.
    ///
    /// - Throws: `MongoError`.
    func remove(of account: String) async throws { _ = try await rows.delete { $0.account == account } }

    /// Notes what happens, beside the request that it happens in.
    func handler(_ logger: Logger) -> AccountEvents.Handler {
        .background { event in
            guard let account = event.account, ActivityWords.isNoted(event) else { return }
            var row = Activity(
                account: account, kind: event.kind.name, date: event.date, address: event.address,
                userAgent: event.userAgent, expiresAt: event.date.adding(time))
            do {
                try await rows.insert(&row)
            } catch {
                logger.error("What happened to an account is not noted", metadata: ["error": "\(error)"])
            }
        }
    }
}
