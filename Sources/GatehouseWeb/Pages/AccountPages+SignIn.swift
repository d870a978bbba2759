import GatehouseAuth
import GatehouseBase
import GatehouseForms
import GatehouseMessages
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
            guard !request.wantsJSON else { throw PageRefusal(.unauthenticated) }
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
        var form = try BoundForm(Form(isSignedIn ? SignInForm.again(signInFields) : signInFields), data)
        let client = try context.visit.client
        guard form.isValid, let proof = try await accounts.authenticate(SignInForm.credentials(form), client) else {
            if form.isValid { form.add(PageTexts.signInFailed) }
            return try await show("signin", form, status: .badRequest, model: model(next, isAgain), request, context)
        }
        let session = try await context.session
        let outcome = try await accounts.signIn(proof, session, client: client)
        if let isRemembered = try SignInForm.isRemembered(data) {
            session.setExpiry(isRemembered ? nil : .atBrowserClose)
        }
        return try await finish(outcome, next: next, request, context)
    }

    /// After the gate: to where the visitor wanted to go, or to the page of the step that is to be done first.
    func finish(
        _ outcome: SignInOutcome<User>, next: String?, _ request: Request, _ context: Context
    ) async throws -> Response {
        switch outcome {
        case .signedIn(let user):
            let isKept = try await lifecycle.cancelDeletion(of: user, client: try context.visit.client)
            let messages = isKept ? [PageMessage(PageTexts.accountKept)] : []
            return done(SafeRedirect.path(next, else: paths.path(.index)), messages, request, context)
        case .next(let step):
            let wanted = next.map { "?next=" + SafeRedirect.path($0, else: paths.path(.index)).addingPercentEncoding() }
            return done(step.path + (wanted ?? ""), [], step: step.name, request, context)
        }
    }

    /// What was sent was not looked at: a browser goes on, a program must not take it for done.
    func alreadySignedIn(_ request: Request, _ context: Context) throws -> Response {
        guard !request.wantsJSON else { throw PageRefusal(.conflict, PageTexts.alreadySignedIn) }
        return done(paths.path(.index), [], request, context)
    }

    private func model(_ next: String?, _ isAgain: Bool) -> TemplateModel {
        var model = self.model(next: next)
        if isAgain { model["again"] = true }
        return model
    }

    /// Where to go afterwards, for the form.
    func model(next: String?) -> TemplateModel {
        guard let next else { return [:] }
        return ["next": ["next": .text(SafeRedirect.path(next, else: paths.path(.index)))]]
    }

    @Sendable private func signOut(_ request: Request, _ context: Context) async throws -> Response {
        try await accounts.signOut(try await context.session, client: try context.visit.client)
        return done("/", [], request, context)
    }
}
