import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import HTTPTypes
import Hummingbird

/// Giving the account another address.
struct EmailChangeFeature<User: Account> {
    func parts(_ settings: WebSettings) -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        parts.pages = [
            Page(
                .emailChange, summary: "Ask for another address", needsUser: true, get: Page.withOwner(show),
                post: Page.withOwner(ask), form: { Self.fields }),
            Page(
                .emailChange, suffix: "{token}/", summary: "Change the address by a mail's link", get: showLink,
                post: change, form: { EmailLink<User>.fields }, answer: ["email": .text, "fields": .fields]),
            Page(
                .emailChange, suffix: EmailLink<User>.rejection,
                summary: "Refuse the address to an account of somebody else", post: reject),
        ]
        parts.sections = [AccountSection("Change email", .emailChange)]
        return parts
    }

    private static var fields: [FormField] { fields(withPassword: true) }

    private static func fields(withPassword asksPassword: Bool) -> [FormField] {
        var email = AccountPages<User>.email
        email.label = "New email"
        email.autocomplete = "email"
        return [email] + (asksPassword ? [AccountPages<User>.currentPassword(AccountFormField.password)] : [])
    }

    @Sendable private func show(
        _ context: PageContext<User>, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        return try await context.show("email-change", BoundForm(Form(Self.fields(withPassword: asksPassword))))
    }

    @Sendable private func ask(
        _ context: PageContext<User>, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        var form = try BoundForm(Form(Self.fields(withPassword: asksPassword)), try await context.formData())
        let (password, client, language) = (
            form[AccountFormField.password], try context.visit.client, context.languageTag
        )
        do {
            let address = form.cleaned[AccountFormField.email]?.email
            let isDone: Void? = try await context.attempt(&form) {
                guard let address else { throw InvalidInput(FieldMessages.invalidEmail, of: AccountFormField.email) }
                let lifecycle = context.site.lifecycle
                guard asksPassword else {
                    return try await lifecycle.requestEmailChange(
                        to: address, of: user, client: client, language: language)
                }
                try await lifecycle.requestEmailChange(
                    to: address, password: password, of: user, client: client, language: language)
            }
            guard isDone != nil else { return try await context.show("email-change", form) }
        } catch let error as ThrottledError {
            return try await context.throttled("email-change", form, error)
        }
        return context.done(context.paths.path(.index), context.mailSent(PageTexts.emailChangeSent))
    }

    @Sendable private func showLink(_ context: PageContext<User>) async throws -> Response {
        try await link(context).show(context)
    }

    private func link(_ context: PageContext<User>) async throws -> EmailLink<User> {
        let token = try context.require("token")
        guard let (user, email) = try await context.site.lifecycle.emailChange(of: token) else {
            throw LifecycleError.linkExpired
        }
        return EmailLink(page: .emailChange, token: token, account: user, email: email.text)
    }

    @Sendable private func change(_ context: PageContext<User>) async throws -> Response {
        let link = try await link(context)
        let (lifecycle, client, language) = (context.site.lifecycle, try context.visit.client, context.languageTag)
        return try await link.confirm(context, PageTexts.emailChanged) { shown in
            do {
                switch shown {
                case .account(let owner):
                    return try await lifecycle.confirmEmailChange(
                        token: link.token, signedInAs: owner, client: client, language: language)
                case .password(let password):
                    return try await lifecycle.confirmEmailChange(
                        token: link.token, password: password, client: client, language: language)
                }
            } catch is InvalidInput {
                throw LifecycleError.linkExpired  // somebody else took the address meanwhile
            }
        }
    }

    @Sendable private func reject(_ context: PageContext<User>) async throws -> Response {
        try await context.site.lifecycle.rejectEmailChange(
            token: try context.require("token"), client: try context.visit.client)
        return context.goOn(
            to: context.renderer.settings.signInTarget, [PageMessage(message: PageTexts.emailChangeRejected)])
    }
}
