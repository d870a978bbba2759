import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var signInRoutes: [Page<User>] {
        [
            Page(
                .index, summary: "Who is signed in", needsUser: false, get: index, answer: ["user": .user]),
            Page(
                .signIn, summary: "Sign in", get: showSignIn, post: signIn, form: { [self] in signInFields }),
            Page(.signOut, summary: "Sign out", post: signOut),
        ]
    }

    var signInFields: [FormField] {
        SignInForm.fields(
            areRequired: accounts.backends.allSatisfy(\.needsCredentials), takesNames: takesNames)
    }

    /// Whether accounts have names to sign in by, besides their addresses.
    private var takesNames: Bool { features.contains { !$0.accountNames.isEmpty } }

    @Sendable private func index(_ context: Context) async throws -> Response {
        guard let user = try await context.user else { return try context.toSignIn() }
        guard !context.request.wantsJSON else {
            return try await context.show("index", [:], json: ["user": UserView.json(of: user)])
        }
        let model = try await sections.model(for: user, site, over: ["user": .object(UserView.model(of: user))])
        return try await context.show("index", model, json: [:])
    }

    @Sendable private func showSignIn(_ context: Context) async throws -> Response {
        let query = try FormData(["next", "again"], inQuery: context.request.uri.query ?? "")
        let (next, isAgain) = (try query.single("next"), try query.single("again") == "1")
        let user = try await context.user
        guard user == nil || isAgain else { return context.goOn(to: SafeRedirect.path(next, else: paths.path(.index))) }
        if user != nil { try context.visit.addMessage(PageMessage(PageTexts.signInAgain, level: .info)) }
        var form = BoundForm(user == nil ? signInFields : SignInForm.again(signInFields))
        if let user { form[AccountFormField.email] = EmailAddress.shown(user.email) }
        return try await context.show("signin", form, model: model(next, isAgain))
    }

    @Sendable private func signIn(_ context: Context) async throws -> Response {
        let data = try await context.formData()
        // The form's word counts first, as Django's.
        let (next, isAgain) = (try data.single("next") ?? (try context.next), try data.single("again") == "1")
        let (user, kept) = (try await context.user, try data.single(KeptForm.fieldName))
        if let user, !isAgain {
            if !context.request.wantsJSON, let waiting = waitingForm(kept, for: user) {
                return try await formAgain(waiting, [PageTexts.formKept], context)
            }
            return try await alreadySignedIn(context, user, data)
        }
        var form = try BoundForm(Form(user != nil ? SignInForm.again(signInFields) : signInFields), data)
        let client = try context.visit.client
        let proof: Proof<User>?
        do {
            proof = form.isValid ? try await accounts.authenticate(SignInForm.credentials(form), client) : nil
        } catch let error as ThrottledError {
            let more = paths[.passwordReset] == nil ? [] : [PageTexts.resetToSignIn]
            return try await context.throttled(
                "signin", form, error, also: more, model: model(next, isAgain, kept: kept))
        }
        guard let proof else {
            if form.isValid { form.add(SignInForm.refusal(form, takesNames: takesNames)) }
            return try await context.show("signin", form, model: model(next, isAgain, kept: kept))
        }
        let session = try await context.session
        let outcome = try await accounts.signIn(proof, session, client: client)
        if let isRemembered = try SignInForm.isRemembered(data) {
            session.setExpiry(isRemembered ? nil : .atBrowserClose)
        }
        return try await context.finish(outcome, next: next, form: kept)
    }

    /// What was sent was not looked at: a program must not take it for done, and a person is told whose account it is
    /// that goes on, unless it is the one that was meant.
    func alreadySignedIn(_ context: Context, _ user: User, _ data: FormData) async throws -> Response {
        guard !context.request.wantsJSON else { throw PageRefusal(.conflict, PageTexts.alreadySignedIn) }
        let typed = try data.single(AccountFormField.email) ?? ""
        guard try await accounts.isName(typed, of: user, try context.visit.client) else {
            let message = PageTexts.signedInAlready(as: EmailAddress.shown(user.email))
            return context.done(paths.path(.index), [PageMessage(message, level: .warning)])
        }
        return context.goOn(to: SafeRedirect.path(try data.single("next"), else: paths.path(.index)))
    }

    /// - Parameter kept: the text of a form that waits.
    func model(_ next: String?, _ isAgain: Bool, kept: String? = nil) -> TemplateModel {
        var model = self.model(next: next)
        if isAgain { model["again"] = true }
        if let kept { model["kept"] = ["kept": .text(kept)] }
        return model
    }

    /// The query that carries where to go afterwards; empty for nothing.
    func query(next: String?) -> String {
        next.map { "?next=" + SafeRedirect.path($0, else: paths.path(.index)).percentEncoded(keepsSlashes: true) } ?? ""
    }

    /// Where to go afterwards, for the form.
    func model(next: String?) -> TemplateModel {
        guard let next else { return [:] }
        let path = SafeRedirect.path(next, else: paths.path(.index))
        // In the form, and behind the links to the other ways in.
        return [
            "next": [
                "next": .text(path), "query": .text(query(next: next)),
                "sign_in": .text(SignInWay(settings)?.leading(backTo: path) ?? ""),
            ]
        ]
    }

    @Sendable private func signOut(_ context: Context) async throws -> Response {
        try await accounts.signOut(try await context.session, client: try context.visit.client)
        return context.done("/", [])
    }
}
