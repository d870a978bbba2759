import GatehouseAuth
import GatehouseBase
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// The pages of the gate's own steps, for somebody who has shown who they are and is not signed in yet.
extension AccountPages {
    var gateRoutes: [PageRoute<Context>] {
        [
            PageRoute(
                page: .signInVerification, summary: "Sign in once the address is confirmed", get: showVerificationStep,
                post: continueAfterVerification, answer: ["email": .text]),
            PageRoute(
                page: .signInVerification, suffix: "mail/", summary: "Ask for another mail to confirm the address",
                post: askForVerificationAtGate),
            PageRoute(
                page: .signInPassword, summary: "Choose a new password to sign in", get: showPasswordStep,
                post: setPasswordAtGate, form: { [self] in newPasswordFields }),
        ].filter { route in accounts.steps.contains { $0.path == paths[route.page] } }
    }

    /// Who waits at a step; nobody else gets its page.
    private func waiting(_ page: PageName, _ context: Context) async throws -> Waiting<User> {
        guard let waiting = try await accounts.waiting(in: try await context.session),
            waiting.step.path == paths[page]
        else { throw PageRefusal(.unauthenticated) }
        return waiting
    }

    private func next(_ request: Request) throws -> String? {
        try FormData(urlEncoded: (request.uri.query ?? "").utf8).single("next")
    }

    /// Asks the gate again, and goes on; to sign-in where nobody waits.
    func continueSignIn(next: String?, _ request: Request, _ context: Context) async throws -> Response {
        let outcome = try await accounts.continueSignIn(
            in: try await context.session, client: try context.visit.client)
        guard let outcome else {
            guard !request.wantsJSON else { throw PageRefusal(.unauthenticated) }
            return SafeRedirect.response(to: paths.path(.signIn))
        }
        return try await finish(outcome, next: next, request, context)
    }

    @Sendable private func showVerificationStep(_ request: Request, _ context: Context) async throws -> Response {
        let waiting = try await waiting(.signInVerification, context)
        var model = self.model(next: try next(request))
        model["email"] = .text(waiting.user.email)
        return try await show(
            "signin-verification", model, json: ["email": .string(waiting.user.email)], request, context)
    }

    @Sendable private func continueAfterVerification(
        _ request: Request, _ context: Context
    ) async throws -> Response {
        let next = try await context.visit.formData(request).single("next")
        let response = try await continueSignIn(next: next, request, context)
        // Still waiting for the same: say so.
        if let waiting = try await accounts.waiting(in: try await context.session),
            waiting.step.path == paths[.signInVerification], !request.wantsJSON
        {
            context.visit.addMessage(PageMessage(PageTexts.notVerifiedYet, level: .warning))
        }
        return response
    }

    @Sendable private func askForVerificationAtGate(_ request: Request, _ context: Context) async throws -> Response {
        let waiting = try await waiting(.signInVerification, context)
        try await lifecycle.requestEmailVerification(
            of: waiting.user, client: try context.visit.client, language: language(context))
        return done(waiting.step.path, mailSent(PageTexts.verificationSent), request, context)
    }

    @Sendable private func showPasswordStep(_ request: Request, _ context: Context) async throws -> Response {
        _ = try await waiting(.signInPassword, context)
        return try await show(
            "signin-password", BoundForm(newPasswordFields), model: model(next: try next(request)), request, context)
    }

    @Sendable private func setPasswordAtGate(_ request: Request, _ context: Context) async throws -> Response {
        let waiting = try await waiting(.signInPassword, context)
        let data = try await context.visit.formData(request)
        let next = try data.single("next")
        var form = try BoundForm(SignUpForm.sameTwice(Form(newPasswordFields)), data)
        let (session, client, password) = (try await context.session, try context.visit.client, form["password"])
        let language = language(context)
        let isDone: Void? = try await attempt(&form) {
            _ = try await lifecycle.replacePassword(
                with: password, of: waiting.user, keeping: session, client: client, language: language)
        }
        guard isDone != nil else {
            return try await show(
                "signin-password", form, status: .badRequest, model: model(next: next), request, context)
        }
        return try await continueSignIn(next: next, request, context)
    }
}
