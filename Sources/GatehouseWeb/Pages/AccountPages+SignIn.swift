import GatehouseAuth
import GatehouseBase
import GatehouseForms
import GatehouseSessions
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var signInRoutes: [PageRoute<Context>] {
        [
            PageRoute(
                page: .index, summary: "Who is signed in", needsUser: false, get: index, answer: ["user": .user]),
            PageRoute(
                page: .signIn, summary: "Sign in", get: showSignIn, post: signIn, form: { [self] in signInFields }),
            PageRoute(page: .signOut, summary: "Sign out", post: signOut),
        ]
    }

    private var signInFields: [FormField] {
        SignInForm.fields(areRequired: accounts.backends.allSatisfy(\.needsCredentials))
    }

    @Sendable private func index(_ request: Request, _ context: Context) async throws -> Response {
        guard let user = try await context.user else {
            guard !request.wantsJSON else { throw HTTPError(.unauthorized) }
            return SafeRedirect.response(to: paths.path(.signIn))
        }
        let view = UserView.model(of: user)
        return try await show(
            "index", ["user": .object(view), "has_address_to_verify": .flag(needsVerification(user))],
            json: ["user": UserView.json(of: user)], request, context)
    }

    @Sendable private func showSignIn(_ request: Request, _ context: Context) async throws -> Response {
        let query = try FormData(urlEncoded: (request.uri.query ?? "").utf8)
        let (next, isAgain) = (try query.single("next"), try query.single("again") == "1")
        let user = try await context.user
        guard user == nil || isAgain else { return done(paths.path(.index), [], request, context) }
        if user != nil { context.visit.addMessage(PageMessage(PageTexts.signInAgain, level: .info)) }
        var form = BoundForm(user == nil ? signInFields : SignInForm.again(signInFields))
        if let user { form["email"] = user.email }
        return try await show("signin", form, model: model(next, isAgain), request, context)
    }

    @Sendable private func signIn(_ request: Request, _ context: Context) async throws -> Response {
        let data = try await context.visit.formData(request)
        let (next, isAgain) = (try data.single("next"), try data.single("again") == "1")
        let isSignedIn = try await context.user != nil
        guard !isSignedIn || isAgain else { return try alreadySignedIn(request, context) }
        let form = try BoundForm(isSignedIn ? SignInForm.again(signInFields) : signInFields, data)
        let client = context.visit.client
        let found = try await Unavailable.guarding("accounts", context.logger) {
            try await accounts.authenticate(SignInForm.credentials(form), client)
        }
        guard var found else {
            var form = form
            form.add(FormFailure(PageTexts.signInFailed, code: "invalid_login"), to: "")
            return try await show("signin", form, status: .badRequest, model: model(next, isAgain), request, context)
        }
        let session = try await context.session
        let isKept = try await Unavailable.guarding("accounts", context.logger) {
            try await accounts.signIn(&found, session, client: client)
            if let isRemembered = try SignInForm.isRemembered(data) {
                session.setExpiry(isRemembered ? nil : .atBrowserClose)
            }
            return try await lifecycle.cancelDeletion(of: found.user, client: client)
        }
        let messages = isKept ? [PageMessage(PageTexts.accountKept)] : []
        return done(SafeRedirect.path(next, else: paths.path(.index)), messages, request, context)
    }

    /// What was sent was not looked at: a browser goes on, a program must not take it for done.
    func alreadySignedIn(_ request: Request, _ context: Context) throws -> Response {
        guard !request.wantsJSON else { throw HTTPError(.conflict, message: "You are signed in already.") }
        return done(paths.path(.index), [], request, context)
    }

    private func model(_ next: String?, _ isAgain: Bool) -> TemplateModel {
        var model: TemplateModel = [:]
        if isAgain { model["again"] = true }
        if let next { model["next"] = ["next": .text(SafeRedirect.path(next, else: paths.path(.index)))] }
        return model
    }

    @Sendable private func signOut(_ request: Request, _ context: Context) async throws -> Response {
        let session = try await context.session
        try await Unavailable.guarding("sessions", context.logger) {
            try await accounts.signOut(session, client: context.visit.client)
        }
        return done("/", [], request, context)
    }
}
