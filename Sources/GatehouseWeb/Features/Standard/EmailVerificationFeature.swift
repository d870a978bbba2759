import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
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
                post: verify, form: { EmailLink<User>.fields }, answer: ["email": .text, "fields": .fields]),
            Page(
                .emailVerification, suffix: EmailLink<User>.rejection,
                summary: "Remove an account that somebody else made with the address", post: disown),
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
            "email-verification", ["email": .text(EmailAddress.shown(user.email)), "is_verified": .flag(isVerified)],
            json: ["email": .string(user.email), "is_verified": .bool(isVerified)])
    }

    @Sendable private func ask(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard Self.isNeeded(by: user, context.site) else {
            return context.done(context.paths.path(.index), [PageMessage(message: PageTexts.emailVerified)])
        }
        try await context.site.lifecycle.requestEmailVerification(
            of: user, client: try context.visit.client, language: context.languageTag)
        return context.done(context.paths.path(.index), context.mailSent(PageTexts.verificationSent))
    }

    @Sendable private func showLink(_ context: PageContext<User>) async throws -> Response {
        try await link(context).show(context)
    }

    private func link(_ context: PageContext<User>) async throws -> EmailLink<User> {
        let token = try context.require("token")
        guard let user = try await context.site.lifecycle.emailVerification(of: token) else {
            throw LifecycleError.linkExpired
        }
        return EmailLink(page: .emailVerification, token: token, account: user, email: user.email)
    }

    @Sendable private func verify(_ context: PageContext<User>) async throws -> Response {
        let link = try await link(context)
        let (lifecycle, client) = (context.site.lifecycle, try context.visit.client)
        return try await link.confirm(context, PageTexts.emailVerified) { shown in
            switch shown {
            case .account(let owner):
                try await lifecycle.confirmEmail(token: link.token, signedInAs: owner, client: client)
            case .password(let password):
                try await lifecycle.confirmEmail(token: link.token, password: password, client: client)
            }
        }
    }

    @Sendable private func disown(_ context: PageContext<User>) async throws -> Response {
        try await context.site.lifecycle.disownAccount(
            token: try context.require("token"), client: try context.visit.client)
        return context.goOn(
            to: context.renderer.settings.signInTarget, [PageMessage(message: PageTexts.accountDisowned)])
    }
}
