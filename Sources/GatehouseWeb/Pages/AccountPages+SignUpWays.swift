import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import Logging

/// Making accounts that have no password.
extension AccountPages {
    /// Whether the account is made by the link of a mail, so that nobody gets a way in to an account with the address of
    /// somebody else, who could not take it from them by a new password.
    private var isMadeByLink: Bool { sendsMail }

    /// What the first page asks for: what is shown, too, where it makes the account.
    private func fields(_ way: SignUpWay<User>) -> [FormField] {
        signUpFields(withPassword: false) + (isMadeByLink ? [] : way.fields)
    }

    func routes(_ way: SignUpWay<User>) -> [Page<User>] {
        let first = Page<User>(
            .signUp, suffix: "\(way.name)/", summary: "Make an account without a password: \(way.name)",
            get: { [self] in try await show(way, $0) }, post: { [self] in try await signUp(way, $0) },
            form: { [self] in fields(way) },
            answer: isMadeByLink ? nil : way.answer.merging(["fields": .fields]) { own, _ in own })
        guard isMadeByLink else { return [first] }
        return [
            first,
            Page(
                .signUp, suffix: "\(way.name)/{token}/",
                summary: "Make the account without a password that a mail asks about: \(way.name)",
                get: { [self] in try await showLink(way, $0) }, post: { [self] in try await followLink(way, $0) },
                form: { way.fields }, answer: way.answer.merging(["email": .text, "fields": .fields]) { own, _ in own }),
        ]
    }

    private func show(_ way: SignUpWay<User>, _ context: Context) async throws -> Response {
        let next = try context.next
        guard try await context.user == nil else {
            return context.goOn(to: SafeRedirect.path(next, else: paths.path(.index)))
        }
        let form = BoundForm(fields(way))
        guard context.request.wantsJSON, !isMadeByLink else { return try await draw(way, form, next, context) }
        let members = try await way.begin(context, nil)
        return try await context.show(way.template, [:], json: json(form, members, context))
    }

    private func json(_ form: BoundForm, _ more: [(String, JSONValue)], _ context: Context) -> JSONValue {
        .object(
            [.init("fields", form.json { context.text($0) })] + more.map { .init($0.0, $0.1) })
    }

    private func draw(
        _ way: SignUpWay<User>, _ form: BoundForm, _ next: String?, _ context: Context
    ) async throws -> Response {
        try await context.show(way.template, form, model: model(way, next))
    }

    private func model(_ way: SignUpWay<User>, _ next: String?) -> TemplateModel {
        var model = self.model(next: next)
        model["asks"] = .flag(!isMadeByLink)
        model["action"] = .text(PagePaths.below(paths.path(.signUp), way.name + "/"))
        return model
    }

    private func signUp(_ way: SignUpWay<User>, _ context: Context) async throws -> Response {
        let data = try await context.formData()
        if let user = try await context.user { return try await alreadySignedIn(context, user, data) }
        let next = try data.single("next")
        var form = try BoundForm(SignUpForm.form(fields(way)), data)
        do {
            if let response = try await makeAccount(way, &form, next, context) { return response }
            return try await draw(way, form, next, context)
        } catch let error as ThrottledError {
            return try await context.throttled(way.template, form, error, model: model(way, next))
        }
    }

    /// Nil with what is wrong in the form.
    private func makeAccount(
        _ way: SignUpWay<User>, _ form: inout BoundForm, _ next: String?, _ context: Context
    ) async throws -> Response? {
        // What is shown is good once.
        let sent = form
        if !isMadeByLink { for field in way.fields { form[field.name] = "" } }
        guard let draft = try await draft(&form, withPassword: false) else { return nil }
        let client = try context.visit.client
        guard !isMadeByLink else {
            let isSent: Void? = try await context.attempt(&form) {
                try await lifecycle.beginSignUp(draft, by: way.name, client: client, language: context.languageTag)
            }
            return isSent.map { context.goOn(to: settings.signInTarget, context.mailSent(PageTexts.signUpMailSent)) }
        }
        let made = try await context.attempt(&form) {
            let shown = try await way.check(context, sent)
            return (try await attach(shown, to: try await accounts.signUp(draft, client: client)), shown)
        }
        guard let (user, shown) = made else { return nil }
        // An account that had the same key before may have been scheduled for deletion; this one is not.
        _ = try? await lifecycle.cancelDeletion(of: user, client: client)
        return try await signIn(user, shown, next, context)
    }

    /// Gives a new account what it is signed in to with, or takes it back.
    private func attach(_ shown: SignUpWay<User>.Shown, to user: User) async throws -> User {
        do {
            try await shown.attach(user)
            return user
        } catch {
            // Nobody could sign in to it.
            do {
                try await lifecycle.takeBack(user)
            } catch {
                site.logger.error(
                    "An account without a way in is left", metadata: ["account": "\(user.id?.keyText ?? "")"])
            }
            throw error
        }
    }

    private func signIn(
        _ user: User, _ shown: SignUpWay<User>.Shown, _ next: String?, _ context: Context
    ) async throws -> Response {
        let messages = [PageMessage(message: PageTexts.accountCreated)]
        guard try await context.user == nil else { return context.done(paths.path(.index), messages) }
        do {
            let outcome = try await accounts.signIn(
                try accounts.proof(of: user, by: shown.methods), try await context.session,
                client: try context.visit.client)
            return try await context.finish(outcome, next: next, messages)
        } catch is InactiveAccountError {
            // It waits for somebody to activate it.
            return context.done(paths.path(.index), messages)
        }
    }

    private func showLink(_ way: SignUpWay<User>, _ context: Context) async throws -> Response {
        let email = try await address(way, context)
        guard context.request.wantsJSON else { return try await drawLink(way, BoundForm(way.fields), email, context) }
        let members = try await way.begin(context, EmailAddress.shown(email))
        return try await context.show(
            way.template, [:], json: json(BoundForm(way.fields), members + [("email", .string(email))], context))
    }

    /// The address that a link is about.
    private func address(_ way: SignUpWay<User>, _ context: Context) async throws -> String {
        guard let email = try await lifecycle.peekSignUp(try context.require("token"), by: way.name) else {
            throw LifecycleError.linkExpired
        }
        return email
    }

    private func drawLink(
        _ way: SignUpWay<User>, _ form: BoundForm, _ email: String, _ context: Context
    ) async throws -> Response {
        let token = try context.require("token")
        return try await context.show(
            way.template, form,
            model: [
                "asks": true, "email": .text(EmailAddress.shown(email)), "is_link": true,
                "action": .text(PagePaths.below(paths.path(.signUp), "\(way.name)/\(token)/")),
            ])
    }

    private func followLink(_ way: SignUpWay<User>, _ context: Context) async throws -> Response {
        // Before what is shown is used up.
        let email = try await address(way, context)
        var form = try BoundForm(Form(way.fields), try await context.formData())
        let sent = form
        for field in way.fields { form[field.name] = "" }
        let (token, client) = (try context.require("token"), try context.visit.client)
        guard form.isValid else { return try await drawLink(way, form, email, context) }
        let shown: SignUpWay<User>.Shown
        do {
            shown = try await way.check(context, sent)
        } catch let error as InvalidInput {
            form.add(error.failures)
            return try await drawLink(way, form, email, context)
        }
        let user: User
        do {
            user = try await lifecycle.confirmSignUp(token: token, by: way.name, client: client)
        } catch let error as InvalidInput {
            return try await refused(error, form, context) { try await drawLink(way, $0, email, context) }
        }
        do {
            return try await signIn(try await attach(shown, to: user), shown, nil, context)
        } catch let error as InvalidInput {
            // Another request took the passkey at the same moment; the link is used up.
            let told = error.failures.ofWhole.first ?? PageTexts.takenMeanwhile
            return context.done(paths.path(.signUp), [PageMessage(message: told, level: .warning)])
        }
    }
}
