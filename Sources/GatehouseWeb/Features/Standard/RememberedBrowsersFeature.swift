import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PageName {
    /// The browsers in which the account asks for no second factor.
    public static let rememberedBrowsers = PageName("remembered_browsers", at: "/security/browsers/")
}

/// The browsers in which the account asks for no second factor, and forgetting them.
struct RememberedBrowsersFeature<User: Account> {
    private let browsers: RememberedBrowsers

    init(_ browsers: RememberedBrowsers) { self.browsers = browsers }

    func parts() -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .rememberedBrowsers, summary: "The browsers that the account remembers", needsUser: true,
                get: Page.withUser(show), answer: ["browsers": .list]),
            Page(
                .rememberedBrowsers, suffix: "forget/", summary: "Forget a browser", needsUser: true,
                post: Page.withUser(forget), form: { [FormField("browser", .hidden)] }),
            Page(
                .rememberedBrowsers, suffix: "forget-all/", summary: "Forget all browsers", needsUser: true,
                post: Page.withUser(forgetAll)),
        ]
        parts.securitySections = [
            AccountSection(template: "security-browsers", answer: ["has_remembered_browsers": .truth]) {
                [browsers] user, _ in
                // Their names are on the page: a section does not know the visitor's language.
                let list = try await browsers.browsers(of: user.id?.keyText ?? "")
                return ["has_remembered_browsers": .flag(!list.isEmpty)]
            }
        ]
        return parts
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let list = try await browsers.browsers(of: user.id?.keyText ?? "")
        return try await context.show(
            "remembered-browsers",
            [
                "has_browsers": .flag(!list.isEmpty),
                "browsers": .list(list.map { Self.model($0) { context.text($0) } }),
            ],
            json: ["browsers": .array(list.map(Self.json))])
    }

    private static func model(
        _ browser: RememberedBrowser, _ translate: (Message.Words) -> String
    ) -> TemplateValue {
        [
            "id": .text(browser.id ?? ""), "agent": .text(translate(UserAgentText.words(browser.userAgent))),
            "added": .text(ShownDate.day(browser.added)), "expires": .text(ShownDate.day(browser.expiresAt)),
        ]
    }

    private static func json(_ browser: RememberedBrowser) -> JSONValue {
        [
            "id": .string(browser.id ?? ""), "agent": .string(UserAgentText.words(browser.userAgent).text),
            "added": .string(browser.added.formatted(.iso8601)),
            "expires": .string(browser.expiresAt.formatted(.iso8601)),
        ]
    }

    @Sendable private func forget(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let id = try await context.formData().single("browser") ?? ""
        guard try await browsers.forget(id, of: user.id?.keyText ?? "") else { throw PageRefusal(.notFound) }
        return try await done(PageTexts.browserForgotten, context, user)
    }

    @Sendable private func forgetAll(_ context: PageContext<User>, _ user: User) async throws -> Response {
        try await browsers.forgetAll(of: user.id?.keyText ?? "")
        return try await done(PageTexts.browsersForgotten, context, user)
    }

    private func done(_ message: Message, _ context: PageContext<User>, _ user: User) async throws -> Response {
        try await context.emit(.browsersForgotten, of: user)
        return context.done(context.paths.path(.rememberedBrowsers), [PageMessage(message: message)])
    }
}
