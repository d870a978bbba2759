import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var passwordRoutes: [Page<User>] {
        [
            Page(
                .passwordChange, summary: "Choose another password", needsUser: true,
                get: Page.withOwner(showPasswordChange), post: Page.withOwner(changePassword),
                form: { [self] in passwordChangeFields }),
            Page(
                .passwordReset, summary: "Ask for a mail to set a new password", get: showPasswordReset,
                post: askForPasswordReset, form: { [Self.email] }),
            Page(
                .passwordReset, suffix: "{token}/", summary: "Set a new password by a mail's link",
                get: showNewPassword, post: setNewPassword, form: { [self] in newPasswordFields }),
        ]
    }

    var newPasswordFields: [FormField] {
        var fields = SignUpForm.newPassword(help: accounts.passwordHelp)
        (fields[0].label, fields[1].label) = ("New password", "New password again")
        return fields
    }
    private var passwordChangeFields: [FormField] {
        [Self.currentPassword(AccountFormField.currentPassword)] + newPasswordFields
    }

    static func currentPassword(_ name: String) -> FormField {
        var field = FormField(name, label: "Current password", .password)
        field.autocomplete = "current-password"
        return field
    }

    static var email: FormField {
        var field = FormField(AccountFormField.email, label: "Email", .email)
        field.autocomplete = "username"
        return field
    }

    /// A form with what was sent, in which both new passwords are the same.
    private func newPassword(_ fields: [FormField], _ context: Context) async throws -> BoundForm {
        try BoundForm(SignUpForm.sameTwice(Form(fields)), try await context.formData())
    }

    @Sendable private func showPasswordChange(
        _ context: Context, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        try await context.show(
            "password-change", BoundForm(Form(asksPassword ? passwordChangeFields : newPasswordFields)))
    }

    @Sendable private func changePassword(
        _ context: Context, _ user: User, _ asksPassword: Bool
    ) async throws -> Response {
        var form = try await newPassword(asksPassword ? passwordChangeFields : newPasswordFields, context)
        let (current, new) = (form[AccountFormField.currentPassword], form[AccountFormField.password])
        let (session, client) = (try await context.session, try context.visit.client)
        let language = context.languageTag
        do {
            let changed = try await context.attempt(&form, passwordField: AccountFormField.currentPassword) {
                guard asksPassword else {
                    return try await lifecycle.replacePassword(
                        with: new, of: user, keeping: session, client: client, language: language)
                }
                return try await lifecycle.changePassword(
                    current: current, new: new, of: user, keeping: session, client: client, language: language)
            }
            guard changed != nil else { return try await context.show("password-change", form) }
        } catch let error as ThrottledError {
            return try await context.throttled("password-change", form, error)
        }
        return context.done(paths.path(.index), [PageMessage(message: PageTexts.passwordChanged)])
    }

    @Sendable private func showPasswordReset(_ context: Context) async throws -> Response {
        try await context.show("password-reset", BoundForm(Form([Self.email])))
    }

    @Sendable private func askForPasswordReset(_ context: Context) async throws -> Response {
        var form = try BoundForm(Form([Self.email]), try await context.formData())
        let (address, client) = (form.cleaned[AccountFormField.email]?.email, try context.visit.client)
        let language = context.languageTag
        do {
            let isDone: Void? = try await context.attempt(&form) {
                guard let address else { throw InvalidInput(FieldMessages.invalidEmail, of: AccountFormField.email) }
                try await lifecycle.requestPasswordReset(email: address, client: client, language: language)
            }
            guard isDone != nil else {
                return try await context.show("password-reset", form)
            }
        } catch let error as ThrottledError {
            return try await context.throttled("password-reset", form, error)
        }
        return context.goOn(to: settings.signInTarget, context.mailSent(PageTexts.resetMailSent))
    }

    @Sendable private func showNewPassword(_ context: Context) async throws -> Response {
        let token = try context.require("token")
        let user = try await lifecycle.peekPasswordReset(token)
        guard let user else { throw LifecycleError.linkExpired }
        return try await context.show("password-new", BoundForm(Form(newPasswordFields)), model: Self.model(of: user))
    }

    /// Whose password it is, for password managers: who has the link reads the mail of this address.
    private static func model(of user: User?) -> TemplateModel {
        user.map { ["username": PageRenderer.username($0.email)] } ?? [:]
    }

    @Sendable private func setNewPassword(_ context: Context) async throws -> Response {
        let token = try context.require("token")
        var form = try await newPassword(newPasswordFields, context)
        let (password, client) = (form[AccountFormField.password], try context.visit.client)
        let language = context.languageTag
        let isDone: Void? = try await context.attempt(&form) {
            _ = try await lifecycle.resetPassword(
                token: token, password: password, client: client, language: language)
        }
        guard isDone != nil else {
            let user = try await lifecycle.peekPasswordReset(token)
            return try await context.show("password-new", form, model: Self.model(of: user))
        }
        return context.goOn(to: settings.signInTarget, [PageMessage(message: PageTexts.passwordWasReset)])
    }
}
