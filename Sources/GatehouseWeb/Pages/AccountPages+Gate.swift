import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// The pages of the gate's own steps, for somebody who has shown who they are and is not signed in yet.
extension AccountPages {
    var gateRoutes: [Page<User>] {
        [
            Page(
                .signInVerification, summary: "Sign in once the address is confirmed", get: showVerificationStep,
                post: continueAfterVerification, answer: ["email": .text]),
            Page(
                .signInVerification, suffix: "mail/", summary: "Ask for another mail to confirm the address",
                post: askForVerificationAtGate),
            Page(
                .signInPassword, summary: "Choose a new password to sign in", get: showPasswordStep,
                post: setPasswordAtGate, form: { [self] in newPasswordFields }),
        ]
    }

    /// Who waits at a step; nobody else gets its page.
    func waiting(_ page: PageName, _ context: Context) async throws -> Waiting<User>? {
        let waiting = try await accounts.waiting(in: try await context.session)
        return waiting?.step.path == paths[page] ? waiting : nil
    }

    @Sendable private func showVerificationStep(_ context: Context) async throws -> Response {
        guard let waiting = try await waiting(.signInVerification, context) else { return try context.toSignIn() }
        var model = self.model(next: try context.next)
        model["email"] = .text(EmailAddress.shown(waiting.user.email))
        return try await context.show(
            "signin-verification", model, json: ["email": .string(waiting.user.email)])
    }

    @Sendable private func continueAfterVerification(
        _ context: Context
    ) async throws -> Response {
        let next = try await context.formData().single("next")
        let response = try await context.continueSignIn(next: next)
        // Still waiting for the same: say so.
        if !context.request.wantsJSON, try await waiting(.signInVerification, context) != nil {
            try context.visit.addMessage(PageMessage(PageTexts.notVerifiedYet, level: .warning))
        }
        return response
    }

    @Sendable private func askForVerificationAtGate(_ context: Context) async throws -> Response {
        guard let waiting = try await waiting(.signInVerification, context) else { return try context.toSignIn() }
        try await lifecycle.requestEmailVerification(
            of: waiting.user, client: try context.visit.client, language: context.languageTag)
        return context.done(waiting.step.path, context.mailSent(PageTexts.verificationSent))
    }

    @Sendable private func showPasswordStep(_ context: Context) async throws -> Response {
        guard let waiting = try await waiting(.signInPassword, context) else { return try context.toSignIn() }
        return try await context.show(
            "signin-password", BoundForm(newPasswordFields), model: passwordStepModel(waiting, try context.next))
    }

    @Sendable private func setPasswordAtGate(_ context: Context) async throws -> Response {
        guard let waiting = try await waiting(.signInPassword, context) else { return try context.toSignIn() }
        let data = try await context.formData()
        let next = try data.single("next")
        var form = try BoundForm(SignUpForm.sameTwice(Form(newPasswordFields)), data)
        let (session, client, password) = (
            try await context.session, try context.visit.client, form[AccountFormField.password]
        )
        let language = context.languageTag
        let isDone: Void? = try await context.attempt(&form) {
            _ = try await lifecycle.replacePassword(
                with: password, of: waiting.user, keeping: session, client: client, language: language)
        }
        guard isDone != nil else {
            return try await context.show(
                "signin-password", form, model: passwordStepModel(waiting, next))
        }
        return try await context.continueSignIn(next: next)
    }

    private func passwordStepModel(_ waiting: Waiting<User>, _ next: String?) -> TemplateModel {
        var model = self.model(next: next)
        model["username"] = PageRenderer.username(waiting.user.email)
        return model
    }
}
