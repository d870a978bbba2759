public import GatehouseAuth
import GatehouseDocuments
import GatehouseTemplates
public import GatehouseWeb

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What happened to an account of late, for its owner: sign-ins, and changes of what is needed to sign in.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { RecentActivity() }
/// ```
///
/// It is noted beside the requests and kept for a while; its owner sees it at `/security/activity/` and takes it away with
/// the export, and it goes with the account. Wrong passwords are not noted: anybody can type them.
public struct RecentActivity<User: Account>: Feature {
    /// `activity`, as settings name it.
    public let name = "activity"
    private let time: Duration

    /// The feature.
    ///
    /// - Parameter time: for how long it is kept; 90 days by default.
    /// - Precondition: the time is longer than nothing.
    public init(keeping time: Duration = .seconds(90 * 86_400)) {
        precondition(time > .zero, "what is kept for no time is never seen")
        self.time = time
    }

    /// The collection, the page and the handler that notes.
    public func assemble(_ ground: FeatureGround<User>) -> FeatureParts<User> {
        let log = ActivityLog(in: ground.database, keeping: time, now: ground.now)
        let pages = ActivityPages<User>(log: log)
        var parts = FeatureParts<User>()
        parts.add(log.rows)
        parts.templates = ActivityResources.templates
        parts.texts = ActivityResources.texts
        parts.pages = [pages.page]
        parts.securitySections = [pages.section]
        parts.handlers = [log.handler(ground.logger)]
        parts.records = [
            AccountRecord("activity") { _, id in
                let rows = try await log.latest(of: id.keyText, .max)
                // A nil behind a question mark would be a null of BSON.
                guard !rows.isEmpty else { return nil }
                return try ActivityExport.value(rows)
            } erase: { id in
                try await log.remove(of: id.keyText)
            }
        ]
        return parts
    }
}
