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
            Page(
                .security, summary: "What keeps the account safe", needsUser: true, get: Page.withUser(show),
                answer: answer)
        ]
        parts.sections = [AccountSection("Security", .security)]
        return parts
    }

    /// What programs get: what the sections name, an earlier one before a later one.
    private var answer: [String: APIType] {
        sections.reduce(into: [:]) { $0.merge($1.answer) { first, _ in first } }
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let model = try await sections.model(for: user, context.site)
        return try await context.show("security", model, json: json(model))
    }

    private func json(_ model: TemplateModel) -> JSONValue {
        .object(answer.keys.sorted().compactMap { name in model[name].map { .init(name, $0.json) } })
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
