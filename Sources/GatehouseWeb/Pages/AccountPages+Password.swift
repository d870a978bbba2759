import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var passwordRoutes: [PageRoute<Context>] {
        [
            PageRoute(
                page: .passwordChange, summary: "Choose another password", needsUser: true,
                get: showPasswordChange, post: withUser(changePassword), form: { [self] in passwordChangeFields }),
            PageRoute(
                page: .passwordReset, summary: "Ask for a mail to set a new password", get: showPasswordReset,
                post: askForPasswordReset, form: { [Self.email] }),
            PageRoute(
                page: .passwordReset, suffix: "{token}/", summary: "Set a new password by a mail's link",
                get: showNewPassword, post: setNewPassword, form: { [self] in newPasswordFields }),
        ]
    }

    var newPasswordFields: [FormField] {
        var fields = SignUpForm.newPassword(help: accounts.passwordHelp)
        (fields[0].label, fields[1].label) = ("New password", "New password again")
        return fields
    }
    private var passwordChangeFields: [FormField] { [Self.currentPassword("current_password")] + newPasswordFields }

    static func currentPassword(_ name: String) -> FormField {
        var field = FormField(name, label: "Current password", .password)
        field.autocomplete = "current-password"
        return field
    }

    static var email: FormField {
        var field = FormField("email", label: "Email", .email)
        field.autocomplete = "username"
        return field
    }

    /// A form with what was sent, in which both new passwords are the same.
    private func newPassword(_ fields: [FormField], _ request: Request, _ context: Context) async throws -> BoundForm {
        try BoundForm(SignUpForm.sameTwice(Form(fields)), try await context.visit.formData(request))
    }

    @Sendable private func showPasswordChange(_ request: Request, _ context: Context) async throws -> Response {
        try await show("password-change", BoundForm(Form(passwordChangeFields)), request, context)
    }

    @Sendable private func changePassword(
        _ request: Request, _ context: Context, _ user: User
    ) async throws -> Response {
        var form = try await newPassword(passwordChangeFields, request, context)
        let (current, new) = (form["current_password"], form["password"])
        let (session, client) = (try await context.session, try context.visit.client)
        let language = language(context)
        let changed = try await attempt(&form, passwordField: "current_password") {
            try await lifecycle.changePassword(
                current: current, new: new, of: user, keeping: session, client: client, language: language)
        }
        guard changed != nil else {
            return try await show("password-change", form, status: .badRequest, request, context)
        }
        return done(paths.path(.index), [PageMessage(PageTexts.passwordChanged)], request, context)
    }

    @Sendable private func showPasswordReset(_ request: Request, _ context: Context) async throws -> Response {
        try await show("password-reset", BoundForm(Form([Self.email])), request, context)
    }

    @Sendable private func askForPasswordReset(_ request: Request, _ context: Context) async throws -> Response {
        var form = try BoundForm(Form([Self.email]), try await context.visit.formData(request))
        let (address, client) = (form.cleaned["email"]?.email, try context.visit.client)
        let language = language(context)
        do {
            let isDone: Void? = try await attempt(&form) {
                guard let address else { throw InvalidInput(FieldMessages.invalidEmail, of: "email") }
                try await lifecycle.requestPasswordReset(email: address, client: client, language: language)
            }
            guard isDone != nil else {
                return try await show("password-reset", form, status: .badRequest, request, context)
            }
        } catch let error as ThrottledError {
            return try await throttled("password-reset", form, PageTexts.tooManyMails, error, request, context)
        }
        return done(paths.path(.signIn), mailSent(PageTexts.resetMailSent), request, context)
    }

    @Sendable private func showNewPassword(_ request: Request, _ context: Context) async throws -> Response {
        let token = try token(context)
        let user = try await lifecycle.peekPasswordReset(token)
        guard user != nil else { throw LifecycleError.linkExpired }
        return try await show("password-new", BoundForm(Form(newPasswordFields)), request, context)
    }

    @Sendable private func setNewPassword(_ request: Request, _ context: Context) async throws -> Response {
        let token = try token(context)
        var form = try await newPassword(newPasswordFields, request, context)
        let (password, client) = (form["password"], try context.visit.client)
        let language = language(context)
        let isDone: Void? = try await attempt(&form) {
            _ = try await lifecycle.resetPassword(
                token: token, password: password, client: client, language: language)
        }
        guard isDone != nil else {
            return try await show("password-new", form, status: .badRequest, request, context)
        }
        return done(paths.path(.signIn), [PageMessage(PageTexts.passwordWasReset)], request, context)
    }
}
