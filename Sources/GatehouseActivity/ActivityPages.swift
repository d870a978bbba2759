import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PageName {
    /// What happened to the account of late.
    public static let activity = PageName("activity", at: "/security/activity/")
}

/// The page on which an account's owner sees what happened to it.
struct ActivityPages<User: Account>: Sendable {
    /// How many rows it shows.
    private static var most: Int { 50 }

    let log: ActivityLog

    var page: Page<User> {
        Page(
            .activity, summary: "What happened to the account of late", needsUser: true, get: Page.withUser(show),
            answer: ["activity": .list])
    }

    /// A link, which costs the page of the account's security no read.
    var section: AccountSection<User> {
        AccountSection(template: "security-activity") { _, _ in [:] }
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let rows = try await log.latest(of: user.id?.keyText ?? "", Self.most)
        return try await context.show(
            "activity",
            [
                "has_activity": .flag(!rows.isEmpty),
                "activity": .list(rows.map { Self.model($0) { context.text($0) } }),
            ], json: ["activity": .array(rows.map(Self.json))])
    }

    private static func model(_ row: Activity, _ translate: (Message.Words) -> String) -> TemplateValue {
        [
            "what": .text(ActivityWords.words(row.kind).map(translate) ?? row.kind),
            "moment": .text(row.date.formatted(.iso8601)), "shown": .text(ShownDate.moment(row.date)),
            "has_agent": .flag(row.userAgent != nil), "agent": .text(translate(UserAgentText.words(row.userAgent))),
            "has_address": .flag(row.address != nil), "address": .text(row.address ?? ""),
        ]
    }

    private static func json(_ row: Activity) -> JSONValue {
        [
            "kind": .string(row.kind), "date": .string(row.date.formatted(.iso8601)),
            "agent": row.userAgent.map { .string(UserAgentText.words($0).text) } ?? .null,
            "address": row.address.map(JSONValue.string) ?? .null,
        ]
    }
}
