import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates
public import GatehouseWeb
import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PageName {
    /// The account's authenticator apps.
    public static let apps = PageName("apps", at: "/security/apps/")
    /// Adding an authenticator app.
    public static let appNew = PageName("app_new", at: "/security/apps/new/")
}

/// The pages of authenticator apps.
struct AppPages<User: Account>: Sendable {
    let apps: AuthenticatorApps<User>
    let codes: RecoveryCodes<User>
    let siteName: String

    var pages: [Page<User>] {
        let fresh = [Requirement<User>.freshToChange]
        return [
            Page(
                .apps, summary: "The account's authenticator apps", needsUser: true, get: Page.withUser(show),
                answer: ["apps": .list]),
            Page(
                .apps, suffix: "rename/", summary: "Give an authenticator app another name", needsUser: true,
                requirements: fresh, post: Page.withUser(rename),
                form: { [FormField("app", .hidden), Self.nameField] }),
            Page(
                .apps, suffix: "remove/", summary: "Remove an authenticator app", needsUser: true, requirements: fresh,
                post: Page.withUser(remove), form: { [FormField("app", .hidden)] }),
            // Also for somebody who waits at the gate for it.
            Page(
                .appNew, summary: "Add an authenticator app", get: begin, post: add, form: { Self.fields },
                answer: ["secret": .text, "otpauth": .text, "enrolment": .text]),
        ]
    }

    var section: AccountSection<User> {
        AccountSection(template: "security-apps", answer: ["has_apps": .truth]) { [apps] user, _ in
            guard let id = user.id else { return [:] }
            let count = try await apps.apps(of: id).count
            return ["app_count": .text(String(count)), "has_apps": .flag(count > 0)]
        }
    }

    private static var nameField: FormField {
        var field = FormField("name", label: "Name")
        field.maximumLength = AuthenticatorApp.maximumNameLength
        field.autocomplete = "off"
        return field
    }

    private static var fields: [FormField] {
        var name = nameField
        name.help = "For example the device that it is on."
        var enrolment = FormField("enrolment", .hidden)
        enrolment.maximumLength = 300
        return [FormField.factorCode, name, enrolment]
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let list = try await apps.apps(of: id)
        return try await context.show(
            "apps",
            [
                "has_apps": .flag(!list.isEmpty), "may_add": .flag(list.count < AuthenticatorApps<User>.maximum),
                "apps": .list(list.map(Self.model)),
            ],
            json: ["apps": .array(list.map(Self.json))])
    }

    private static func model(_ app: AuthenticatorApp) -> TemplateValue {
        [
            "id": .text(app.id ?? ""), "name": .text(app.name), "added": .text(ShownDate.day(app.added)),
            "was_used": .flag(app.lastUsed != nil), "last_used": .text(app.lastUsed.map(ShownDate.day) ?? ""),
        ]
    }

    private static func json(_ app: AuthenticatorApp) -> JSONValue {
        [
            "id": .string(app.id ?? ""), "name": .string(app.name), "added": .string(app.added.formatted(.iso8601)),
            "last_used": app.lastUsed.map { .string($0.formatted(.iso8601)) } ?? .null,
        ]
    }

    @Sendable private func begin(_ context: PageContext<User>) async throws -> Response {
        try await withOwner(context) { owner in
            try await draw(apps.begin(), owner, BoundForm(Form(Self.fields)), .ok, context)
        }
    }

    /// Whoever is signed in, or waits at the gate for the page.
    private typealias Owner = (user: User, id: User.ID, isSignedIn: Bool)

    /// Only for whoever is signed in and has shown all that the account can show, or waits at the gate for this page: the
    /// account has nothing more to show then.
    private func withOwner(
        _ context: PageContext<User>, _ body: (Owner) async throws -> Response
    ) async throws -> Response {
        if try await context.user == nil, let waiting = try await context.visit.waiting {
            return try await body((waiting.user, try await context.ownerID, false))
        }
        let fresh = [Requirement<User>.freshToChange]
        if let refusal = try await context.visit.refusal(fresh, context.request) { return refusal }
        guard let user = try await context.user, let id = user.id else { throw PageRefusal(.unauthenticated) }
        if let refusal = try context.refusalOfUnverified(user) { return refusal }
        return try await body((user, id, true))
    }

    private func draw(
        _ enrolment: AppEnrolment, _ owner: Owner, _ form: BoundForm, _ status: HTTPResponse.Status,
        _ context: PageContext<User>
    ) async throws -> Response {
        let url = enrolment.password.url(issuer: siteName, account: owner.user.email)
        let sealed = try apps.sealed(enrolment, for: owner.id)
        guard status != .ok || !context.request.wantsJSON else {
            return try await context.show(
                "app-new", [:],
                json: [
                    "secret": .string(enrolment.password.secretText), "otpauth": .string(url),
                    "enrolment": .string(sealed),
                ])
        }
        var form = form
        form["enrolment"] = sealed
        form["code"] = ""
        let picture = QRCode(url).map { "data:image/svg+xml;base64,\(Data($0.svg.utf8).base64EncodedString())" }
        return try await context.show(
            "app-new", form, status: status,
            model: [
                "picture": .text(picture ?? ""), "secret": .text(enrolment.password.groupedSecretText),
                "otpauth": .text(url), "is_signed_in": .flag(owner.isSignedIn),
            ])
    }

    @Sendable private func add(_ context: PageContext<User>) async throws -> Response {
        try await withOwner(context) { try await add(context, $0) }
    }

    private func add(_ context: PageContext<User>, _ owner: Owner) async throws -> Response {
        let data = try await context.formData()
        var form = try BoundForm(Form(Self.fields), data)
        guard let enrolment = apps.enrolment(form["enrolment"], for: owner.id) else {
            form.add(FactorMessages.formIsOld)
            return try await draw(apps.begin(), owner, form, .unprocessableContent, context)
        }
        let (code, name) = (form["code"], form["name"])
        let isFirst = try await context.site.accounts.factors(of: owner.id).isEmpty
        let isDone: Void? = try await context.attempt(&form) {
            try await apps.add(enrolment, named: name, confirmedBy: code, to: owner.id)
        }
        guard isDone != nil else { return try await draw(enrolment, owner, form, .unprocessableContent, context) }
        let (session, client) = (try await context.session, try context.visit.client)
        let before = session.id
        try context.site.accounts.note([.oneTimePassword], in: session)
        // Those of before a factor was asked for have shown less (AS7).
        _ = try await context.site.lifecycle.revokeOtherDevices(of: owner.user, keeping: before, client: client)
        try await context.tell(.factorAdded, FactorTexts.mailAdded, of: owner.user)
        guard owner.isSignedIn else { return try await context.continueSignIn() }
        let messages = [PageMessage(message: FactorTexts.appAdded)]
        guard isFirst, let path = context.paths[.recoveryCodes] else {
            return context.done(context.paths.path(.apps), messages)
        }
        return context.done(path, messages + [PageMessage(message: FactorTexts.codesNext, level: .info)])
    }

    @Sendable private func rename(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let form = try BoundForm(Form([FormField("app", .hidden), Self.nameField]), try await context.formData())
        guard form.isValid else { throw InvalidInput(form.failures) }
        guard try await apps.rename(form["app"], to: form["name"], of: id) else { throw PageRefusal(.notFound) }
        return context.done(context.paths.path(.apps), [PageMessage(message: FactorTexts.appRenamed)])
    }

    @Sendable private func remove(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        guard try await apps.remove(try await context.formData().single("app") ?? "", from: id) else {
            throw PageRefusal(.notFound)
        }
        // Codes that stand in for nothing any more (AS6).
        if try await context.site.accounts.factors(of: id).isEmpty { try await codes.remove(from: id) }
        try await context.tell(.factorRemoved, FactorTexts.mailRemoved, of: user)
        return context.done(context.paths.path(.apps), [PageMessage(message: FactorTexts.appRemoved)])
    }
}
