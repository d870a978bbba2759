import GatehouseAuth
import GatehouseBSON
import HTTPTypes
import Hummingbird

/// Getting all that is stored of the account.
struct DataExportFeature<User: Account> {
    func parts(_ settings: WebSettings) -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .dataExport, summary: "All that is stored of the account", needsUser: true,
                requirements: [.recentSignIn(within: settings.recentSignIn)], get: Page.withUser(export),
                answer: ["account": .anything])
        ]
        parts.sections = [AccountSection("Download your data", .dataExport)]
        return parts
    }

    @Sendable private func export(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let document = try await context.site.lifecycle.export(of: user, client: try context.visit.client)
        var response = JSONAnswer.response(document.plainJSON)
        response.headers[.contentDisposition] = "attachment; filename=\"account.json\""
        return response
    }
}
