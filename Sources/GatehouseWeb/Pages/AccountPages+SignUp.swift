import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import Logging

extension AccountPages {
    var signUpRoutes: [Page<User>] {
        let signUp = Page<User>(
            .signUp, summary: "Make an account", get: showSignUp, post: signUp, form: { [self] in signUpFields() })
        let ways = features.flatMap(\.signUpWays).flatMap(routes)
        guard settings.verifiesBeforeSignUp else { return [signUp] + ways }
        return [signUp] + ways + [
            Page(
                .signUp, suffix: "{token}/", summary: "Make the account that a mail asks about",
                get: showSignUpConfirmation, post: confirmSignUp, form: { EmailLink<User>.fields })
        ]
    }

    func signUpFields(withPassword asksPassword: Bool = true) -> [FormField] {
        SignUpForm.fields(
            for: User.self, settings: settings, languages: renderer.catalog.languages,
            help: asksPassword ? accounts.passwordHelp : nil) + features.flatMap(\.signUpFields)
    }

    @Sendable private func showSignUp(_ context: Context) async throws -> Response {
        let next = try context.next
        guard try await context.user == nil else {
            return context.goOn(to: SafeRedirect.path(next, else: paths.path(.index)))
        }
        return try await context.show("signup", BoundForm(signUpFields()), model: model(next: next))
    }

    @Sendable private func signUp(_ context: Context) async throws -> Response {
        let data = try await context.formData()
        if let user = try await context.user { return try await alreadySignedIn(context, user, data) }
        let next = try data.single("next")
        var form = try BoundForm(SignUpForm.form(signUpFields()), data)
        do {
            guard let response = try await makeAccount(&form, next, context) else {
                return try await context.show("signup", form, model: model(next: next))
            }
            return response
        } catch let error as ThrottledError {
            return try await context.throttled("signup", form, error, model: model(next: next))
        }
    }

    /// Makes the account and signs it in, or mails the link that makes it; nil with what is wrong in the form.
    private func makeAccount(
        _ form: inout BoundForm, _ next: String?, _ context: Context
    ) async throws -> Response? {
        guard let draft = try await draft(&form) else { return nil }
        let (client, language) = (try context.visit.client, context.languageTag)
        guard !settings.verifiesBeforeSignUp else {
            let isSent: Void? = try await context.attempt(&form) {
                try await lifecycle.beginSignUp(draft, client: client, language: language)
            }
            return isSent.map { context.goOn(to: settings.signInTarget, context.mailSent(PageTexts.signUpMailSent)) }
        }
        let password = form[AccountFormField.password]
        guard let user = try await context.attempt(&form, { try await accounts.signUp(draft, client: client) }) else {
            return nil
        }
        // An account that had the same key before may have been scheduled for deletion; this one is not.
        _ = try? await lifecycle.cancelDeletion(of: user, client: client)
        let messages =
            [PageMessage(message: PageTexts.accountCreated)]
            + (try await mailVerification(to: user, at: draft.email, context))
        return try await context.signIn(user, password: password, isNew: true, next: next, messages)
    }

    /// Mails the link that confirms a new account's address, where that is wanted, and says so.
    private func mailVerification(
        to user: User, at address: EmailAddress, _ context: Context
    ) async throws -> [PageMessage] {
        guard EmailVerificationFeature.isNeeded(by: user, site) else { return [] }
        do {
            try await lifecycle.requestEmailVerification(
                of: user, at: address, client: try context.visit.client, language: context.languageTag)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // The account is there; its owner can ask for the mail later.
            context.logger.warning("No mail to verify an address was sent", metadata: ["error": "\(error)"])
            return []
        }
        return context.mailSent(PageTexts.verificationSent)
    }

    /// What the form asks for, checked: all that is wrong with it stands in it at once, and every rule runs once.
    func draft(
        _ form: inout BoundForm, withPassword asksPassword: Bool = true
    ) async throws -> AccountDraft<User>? {
        let accountForm = SignUpForm.accountForm(
            for: User.self, settings: settings, languages: renderer.catalog.languages)
        let members = try accountForm.members(of: form)
        let password = asksPassword ? form[AccountFormField.password] : nil
        guard form.isValid, let address = form.cleaned[AccountFormField.email]?.email else {
            // A password that is missing or differs is told as that.
            if let password, form.failures[AccountFormField.password].isEmpty {
                form.add(
                    await accounts.passwordFailures(password, email: form[AccountFormField.email], members: members))
            }
            return nil
        }
        do {
            let sent = (accounts.conditions?.fields ?? []).map { ($0, form[$0]) }
            return try await accounts.draft(
                email: address, password: password, members: members,
                sent: Dictionary(sent) { first, _ in first })
        } catch let error as InvalidInput {
            form.add(error.failures)
            return nil
        }
    }

    @Sendable private func showSignUpConfirmation(_ context: Context) async throws -> Response {
        try await signUpConfirmation(BoundForm(Form(EmailLink<User>.fields)), context)
    }

    private func signUpConfirmation(
        _ form: BoundForm, _ context: Context, status: HTTPResponse.Status? = nil
    ) async throws -> Response {
        let token = try context.require("token")
        let found = try await lifecycle.peekSignUp(token)
        guard let email = found else { throw LifecycleError.linkExpired }
        return try await context.show(
            "signup-confirm", form, status: status,
            model: ["email": .text(EmailAddress.shown(email)), "username": PageRenderer.username(email)])
    }

    @Sendable private func confirmSignUp(_ context: Context) async throws -> Response {
        let token = try context.require("token")
        var form = try BoundForm(Form(EmailLink<User>.fields), try await context.formData())
        let (password, client) = (form[AccountFormField.password], try context.visit.client)
        let user: User
        do {
            guard form.isValid else { return try await signUpConfirmation(form, context) }
            user = try await lifecycle.confirmSignUp(token: token, password: password, client: client)
        } catch let error as LifecycleError where error.code == .wrongPassword {
            form.add(AccountMessages.wrongPassword, to: AccountFormField.password)
            return try await signUpConfirmation(form, context)
        } catch let error as ThrottledError {
            return try await context.throttled(form, error) { form, status in
                try await signUpConfirmation(form, context, status: status)
            }
        } catch let error as InvalidInput {
            return try await refused(error, form, context) { try await signUpConfirmation($0, context) }
        }
        return try await context.signIn(
            user, password: password, isNew: true, [PageMessage(message: PageTexts.accountCreated)])
    }

    /// What a link's sign-up meets when it is followed.
    ///
    /// - Parameter draw: draws the link's page.
    /// - Throws: that the link is over, where the address is an account's by now.
    func refused(
        _ error: InvalidInput, _ form: BoundForm, _ context: Context, _ draw: (BoundForm) async throws -> Response
    ) async throws -> Response {
        let conditions = accounts.conditions?.fields ?? []
        guard !error.failures.fields.contains(where: { conditions.contains($0) }) else {
            // The link is still good: what was refused may be put right by somebody else.
            var form = form
            for field in error.failures.fields { for message in error.failures[field] { form.add(message) } }
            return try await draw(form)
        }
        // Somebody else took the address meanwhile, or the same person by another link.
        guard error.failures[AccountField.email].isEmpty else { throw LifecycleError.linkExpired }
        // Somebody else took a name meanwhile: the form is to be filled in once more.
        let message = PageMessage(message: PageTexts.takenMeanwhile, level: .warning)
        return context.done(paths.path(.signUp), [message])
    }
}
