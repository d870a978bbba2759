import GatehouseAuth
import GatehouseBase
import GatehouseTemplates
import Hummingbird

/// The page of the account's security: the password, what features bring, and where the account is signed in.
struct SecurityFeature<User: Account> {
    private let sections: [AccountSection<User>]

    init(_ sections: [AccountSection<User>]) { self.sections = sections }

    func parts() -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(.security, summary: "What keeps the account safe", needsUser: true, get: Page.withUser(show))
        ]
        parts.sections = [AccountSection("Security", .security)]
        return parts
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let model = try await sections.model(for: user, context.site)
        return try await context.show("security", model, json: TemplateValue.object(model).json)
    }
}

extension TemplateValue {
    /// The same for programs.
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        case .list(let values): .array(values.map(\.json))
        case .object(let model): .object(model.members.map { .init($0.name, $0.value.json) })
        }
    }
}
