import GatehouseAuth
import GatehouseForms
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import Logging

extension AccountPages {
    var signUpRoutes: [PageRoute<Context>] {
        let signUp = PageRoute<Context>(
            page: .signUp, summary: "Make an account", get: showSignUp, post: signUp, form: { [self] in signUpFields })
        guard settings.verifiesBeforeSignUp else { return [signUp] }
        return [
            signUp,
            PageRoute(
                page: .signUp, suffix: "{token}/", summary: "Make the account that a mail asks about",
                get: showSignUpConfirmation, post: confirmSignUp, form: { [Self.signUpPassword] }),
        ]
    }

    private var signUpFields: [FormField] {
        SignUpForm.fields(
            for: User.self, settings: settings, languages: renderer.catalog.languages, help: accounts.passwordHelp)
    }

    @Sendable private func showSignUp(_ request: Request, _ context: Context) async throws -> Response {
        guard try await context.user == nil else { return done(paths.path(.index), [], request, context) }
        return try await show("signup", BoundForm(signUpFields), request, context)
    }

    @Sendable private func signUp(_ request: Request, _ context: Context) async throws -> Response {
        guard try await context.user == nil else { return try alreadySignedIn(request, context) }
        var form = try BoundForm(Form(signUpFields), try await context.visit.formData(request))
        SignUpForm.capitalizeNames(&form)
        do {
            guard let messages = try await makeAccount(&form, context) else {
                return try await show("signup", form, status: .badRequest, request, context)
            }
            let next = settings.verifiesBeforeSignUp ? paths.path(.signIn) : paths.path(.index)
            return done(next, messages, request, context)
        } catch let error as ThrottledError {
            return try await throttled("signup", form, PageTexts.tooManySignUps, error, request, context)
        }
    }

    /// Makes the account, or puts the failures into the form.
    private func makeAccount(_ form: inout BoundForm, _ context: Context) async throws -> [PageMessage]? {
        let (email, password) = (form["email"], form["password"])
        let names = Set(form.fields.map(\.name)).subtracting(["email", "password", "password_retype"])
        let fields = names.reduce(into: [String: String]()) { fields, name in fields[name] = form[name] }
        do {
            form.add(try await accounts.signUpFailures(email: email, password: password, fields: fields))
        } catch let error as SignUpError {
            form.add(error.failures)
        }
        if !password.utf8.elementsEqual(form["password_retype"].utf8) {
            form.add(PageTexts.passwordsDiffer, to: "password_retype")
        }
        let (client, language) = (context.visit.client, language(context))
        return try await attempt(&form, context) {
            if settings.verifiesBeforeSignUp {
                try await lifecycle.beginSignUp(
                    email: email, password: password, fields: fields, client: client, language: language)
                return mailSent(PageTexts.signUpMailSent)
            }
            let user = try await accounts.signUp(email: email, password: password, fields: fields, client: client)
            // An account of before that had the same key was to be deleted; this one is not.
            _ = try? await lifecycle.cancelDeletion(of: user, client: client)
            guard needsVerification(user) else { return [PageMessage(PageTexts.accountCreated)] }
            do {
                try await lifecycle.requestEmailVerification(of: user, client: client, language: language)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The account is there; its owner can ask for the mail later.
                context.logger.warning("No mail to verify an address was sent", metadata: ["error": "\(error)"])
                return [PageMessage(PageTexts.accountCreated)]
            }
            return [PageMessage(PageTexts.accountCreated)] + mailSent(PageTexts.verificationSent)
        }
    }

    @Sendable private func showSignUpConfirmation(_ request: Request, _ context: Context) async throws -> Response {
        try await signUpConfirmation(BoundForm(Form([Self.signUpPassword])), .ok, request, context)
    }

    private func signUpConfirmation(
        _ form: BoundForm, _ status: HTTPResponse.Status, _ request: Request, _ context: Context
    ) async throws -> Response {
        let token = try token(context)
        let found = try await Unavailable.guarding("tokens", context.logger) { try await lifecycle.peekSignUp(token) }
        guard let email = found else { throw HTTPError.linkIsOver }
        return try await show(
            "signup-confirm", form, status: status, model: ["email": .text(email)], request, context)
    }

    private static var signUpPassword: FormField {
        var field = currentPassword("password")
        field.label = "Password"
        return field
    }

    @Sendable private func confirmSignUp(_ request: Request, _ context: Context) async throws -> Response {
        let token = try token(context)
        var form = try BoundForm(Form([Self.signUpPassword]), try await context.visit.formData(request))
        let (password, client) = (form["password"], context.visit.client)
        do {
            guard form.isValid else { return try await signUpConfirmation(form, .badRequest, request, context) }
            _ = try await Unavailable.guarding("accounts", context.logger) {
                try await lifecycle.confirmSignUp(token: token, password: password, client: client)
            }
        } catch let error as LifecycleError where error.code == .wrongPassword {
            form.add(FormFailure(PageTexts.wrongPassword, code: "wrong_password"), to: "password")
            return try await signUpConfirmation(form, .badRequest, request, context)
        } catch let error as SignUpError where error.failures["email"] == nil {
            // Somebody else took a name meanwhile: the form is to be filled in once more.
            let message = PageMessage(PageTexts.takenMeanwhile, level: .warning)
            return done(paths.path(.signUp), [message], request, context)
        } catch is SignUpError {
            // Somebody else took the address meanwhile, or the same person by another link.
            throw HTTPError.linkIsOver
        }
        return done(paths.path(.signIn), [PageMessage(PageTexts.accountCreated)], request, context)
    }
}
