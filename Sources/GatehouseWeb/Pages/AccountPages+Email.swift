import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var emailRoutes: [PageRoute<Context>] {
        [
            PageRoute(
                page: .emailVerification, summary: "Ask for a mail to confirm the address", needsUser: true,
                get: withUser(showVerification), post: withUser(askForVerification),
                answer: ["email": .text, "is_verified": .truth]),
            PageRoute(
                page: .emailVerification, suffix: "{token}/", summary: "Confirm an address by a mail's link",
                get: showAddressToVerify, post: verifyAddress, answer: ["email": .text]),
            PageRoute(
                page: .emailChange, summary: "Ask for another address", needsUser: true, get: showEmailChange,
                post: withUser(askForEmailChange), form: { Self.emailChangeFields }),
            PageRoute(
                page: .emailChange, suffix: "{token}/", summary: "Change the address by a mail's link",
                get: showNewAddress, post: changeAddress, answer: ["email": .text]),
        ]
    }

    private static var emailChangeFields: [FormField] {
        var email = email
        email.label = "New email"
        email.autocomplete = "email"
        return [email, currentPassword("password")]
    }

    /// Whether somebody is to be asked to show that the address is theirs.
    func needsVerification(_ user: User) -> Bool {
        guard paths[.emailVerification] != nil, lifecycle.supportsEmailVerification else { return false }
        return !lifecycle.isEmailVerified(user)
    }

    /// A page with a button: following a link in a mail changes nothing, mail scanners follow it, too (F3).
    func confirm(_ page: PageName, email: String, _ request: Request, _ context: Context) async throws -> Response {
        try await show(
            "confirm", ["email": .text(email), "is_\(page)": true],
            json: ["email": .string(email)], request, context)
    }

    @Sendable private func showVerification(
        _ request: Request, _ context: Context, _ user: User
    ) async throws -> Response {
        let isVerified = lifecycle.isEmailVerified(user)
        return try await show(
            "email-verification", ["email": .text(user.email), "is_verified": .flag(isVerified)],
            json: ["email": .string(user.email), "is_verified": .bool(isVerified)], request, context)
    }

    @Sendable private func askForVerification(
        _ request: Request, _ context: Context, _ user: User
    ) async throws -> Response {
        guard needsVerification(user) else {
            return done(paths.path(.index), [PageMessage(PageTexts.emailVerified)], request, context)
        }
        let language = language(context)
        try await lifecycle.requestEmailVerification(of: user, client: try context.visit.client, language: language)
        return done(paths.path(.index), mailSent(PageTexts.verificationSent), request, context)
    }

    /// The page of a mail's link, for the address that it is about.
    private func showLink(
        _ page: PageName, _ request: Request, _ context: Context, _ peek: (String) async throws -> String?
    ) async throws -> Response {
        let token = try token(context)
        guard let email = try await peek(token) else {
            throw LifecycleError.linkExpired
        }
        return try await confirm(page, email: email, request, context)
    }

    @Sendable private func showAddressToVerify(_ request: Request, _ context: Context) async throws -> Response {
        try await showLink(.emailVerification, request, context, lifecycle.peekEmailVerification)
    }

    @Sendable private func verifyAddress(_ request: Request, _ context: Context) async throws -> Response {
        let token = try token(context)
        _ = try await lifecycle.confirmEmail(token: token, client: try context.visit.client)
        return done(paths.path(.index), [PageMessage(PageTexts.emailVerified)], request, context)
    }

    @Sendable private func showEmailChange(_ request: Request, _ context: Context) async throws -> Response {
        try await show("email-change", BoundForm(Form(Self.emailChangeFields)), request, context)
    }

    @Sendable private func askForEmailChange(
        _ request: Request, _ context: Context, _ user: User
    ) async throws -> Response {
        var form = try BoundForm(Form(Self.emailChangeFields), try await context.visit.formData(request))
        let (password, client) = (form["password"], try context.visit.client)
        let language = language(context)
        do {
            let address = form.cleaned["email"]?.email
            let isDone: Void? = try await attempt(&form) {
                guard let address else { throw InvalidInput(FieldMessages.invalidEmail, of: "email") }
                try await lifecycle.requestEmailChange(
                    to: address, password: password, of: user, client: client, language: language)
            }
            guard isDone != nil else {
                return try await show("email-change", form, status: .badRequest, request, context)
            }
        } catch let error as ThrottledError {
            return try await throttled("email-change", form, PageTexts.tooManyMails, error, request, context)
        }
        return done(paths.path(.index), mailSent(PageTexts.emailChangeSent), request, context)
    }

    @Sendable private func showNewAddress(_ request: Request, _ context: Context) async throws -> Response {
        try await showLink(.emailChange, request, context, lifecycle.peekEmailChange)
    }

    @Sendable private func changeAddress(_ request: Request, _ context: Context) async throws -> Response {
        let token = try token(context)
        do {
            _ = try await lifecycle.confirmEmailChange(
                token: token, client: try context.visit.client, language: language(context))
        } catch is InvalidInput {
            throw LifecycleError.linkExpired  // somebody else took the address meanwhile
        }
        return done(paths.path(.index), [PageMessage(PageTexts.emailChanged)], request, context)
    }
}
