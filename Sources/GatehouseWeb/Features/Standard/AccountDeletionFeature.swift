import GatehouseAuth
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates
import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Deleting the account: the page, and what deletes accounts that are due.
struct AccountDeletionFeature<User: Account> {
    func parts(_ settings: WebSettings) -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .accountDeletion, summary: "Delete the account", needsUser: true, get: Page.withOwner(show),
                post: Page.withOwner(delete), form: { Self.fields })
        ]
        parts.sections = [AccountSection("Delete account", .accountDeletion)]
        parts.services = { [AccountDeleter($0.lifecycle, logger: $0.logger)] }
        return parts
    }

    private static var fields: [FormField] { [AccountPages<User>.currentPassword(AccountFormField.password)] }

    private func model(_ context: PageContext<User>) -> TemplateModel {
        let days = Int((context.site.lifecycle.settings.deletionGrace.components.seconds + 86_399) / 86_400)
        guard days > 0 else { return [:] }
        return ["grace": ["days": .text(String(days)), "text": .text(context.text(PageTexts.deletionGrace(days)))]]
    }

    @Sendable private func show(
        _ context: PageContext<User>, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        let form = BoundForm(Form(asksPassword ? Self.fields : []))
        return try await context.show("account-delete", form, model: model(context))
    }

    @Sendable private func delete(
        _ context: PageContext<User>, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        var form = try BoundForm(Form(asksPassword ? Self.fields : []), try await context.formData())
        let (password, client, language) = (
            form[AccountFormField.password], try context.visit.client, context.languageTag
        )
        let session = try await context.session
        let due: Date??
        do {
            due = try await context.attempt(&form) {
                let lifecycle = context.site.lifecycle
                let due =
                    asksPassword
                    ? try await lifecycle.requestDeletion(
                        of: user, password: password, client: client, language: language)
                    : try await lifecycle.requestDeletion(of: user, client: client, language: language)
                try await session.flush()
                return due
            }
        } catch let error as ThrottledError {
            return try await context.throttled("account-delete", form, error, model: model(context))
        }
        guard let due else {
            return try await context.show("account-delete", form, model: model(context))
        }
        let message = due.map { PageTexts.deletionPlanned(ShownDate.day($0)) } ?? PageTexts.accountDeleted
        return context.goOn(to: context.renderer.settings.signInTarget, [PageMessage(message: message, level: .info)])
    }
}
