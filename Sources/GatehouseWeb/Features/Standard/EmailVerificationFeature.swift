import GatehouseAuth
import GatehouseBase
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// Showing that one reads the mail of the account's address.
struct EmailVerificationFeature<User: Account> {
    func parts(_ settings: WebSettings) -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .emailVerification, summary: "Ask for a mail to confirm the address", needsUser: true,
                get: Page.withUser(show), post: Page.withUser(ask), answer: ["email": .text, "is_verified": .truth]),
            Page(
                .emailVerification, suffix: "{token}/", summary: "Confirm an address by a mail's link", get: showLink,
                post: verify, answer: ["email": .text]),
        ]
        parts.sections = [
            AccountSection(template: "email-verification-notice") { user, site in
                ["has_address_to_verify": .flag(Self.isNeeded(by: user, site))]
            }
        ]
        return parts
    }

    /// Whether somebody is to be asked to show that the address is theirs.
    static func isNeeded(by user: User, _ site: Site<User>) -> Bool {
        guard site.settings.pages[.emailVerification] != nil else { return false }
        return !site.lifecycle.isEmailVerified(user)
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let isVerified = context.site.lifecycle.isEmailVerified(user)
        return try await context.show(
            "email-verification", ["email": .text(user.email), "is_verified": .flag(isVerified)],
            json: ["email": .string(user.email), "is_verified": .bool(isVerified)])
    }

    @Sendable private func ask(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard Self.isNeeded(by: user, context.site) else {
            return context.done(context.paths.path(.index), [PageMessage(PageTexts.emailVerified)])
        }
        try await context.site.lifecycle.requestEmailVerification(
            of: user, client: try context.visit.client, language: context.languageTag)
        return context.done(context.paths.path(.index), context.mailSent(PageTexts.verificationSent))
    }

    @Sendable private func showLink(_ context: PageContext<User>) async throws -> Response {
        try await EmailLinks.show(.emailVerification, context, context.site.lifecycle.peekEmailVerification)
    }

    @Sendable private func verify(_ context: PageContext<User>) async throws -> Response {
        let token = try context.require("token")
        _ = try await context.site.lifecycle.confirmEmail(token: token, client: try context.visit.client)
        return context.done(context.paths.path(.index), [PageMessage(PageTexts.emailVerified)])
    }
}
