import GatehouseAuth
import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseSessions
import GatehouseTemplates
import HTTPTypes
import Hummingbird
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountPages {
    var accountRoutes: [PageRoute<Context>] {
        [
            PageRoute(
                page: .profile, summary: "Change what the account says of its owner", needsUser: true,
                get: withUser(showProfile), post: withUser(saveProfile), form: { [self] in profileForm.form.fields }),
            PageRoute(
                page: .devices, summary: "Where the account is signed in", needsUser: true, get: withUser(showDevices),
                answer: ["devices": .devices]),
            PageRoute(
                page: .devices, suffix: "revoke/", summary: "Sign a device out", needsUser: true,
                post: withUser(revokeDevice), form: { [FormField("device", .hidden)] }),
            PageRoute(
                page: .devices, suffix: "revoke-others/", summary: "Sign all other devices out", needsUser: true,
                post: withUser(revokeOthers)),
            PageRoute(
                page: .accountDeletion, summary: "Delete the account", needsUser: true, get: showDeletion,
                post: withUser(deleteAccount), form: { [Self.currentPassword("password")] }),
            PageRoute(
                page: .dataExport, summary: "All that is stored of the account", needsUser: true,
                get: requiringUser(withUser(exportData), recently: true), answer: ["account": .anything]),
        ]
    }

    private var profileForm: DocumentForm<User> {
        var fields = settings.accountFields
        if !fields.contains(AccountField.language), SignUpForm.choosesLanguage(User.self) {
            fields.append(AccountField.language)
        }
        return SignUpForm.accountForm(
            for: User.self, settings: settings, languages: renderer.catalog.languages, in: fields)
    }

    @Sendable private func showProfile(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        try await show("profile", try profileForm.bound(user), request, context)
    }

    @Sendable private func saveProfile(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        let profile = profileForm
        var form = try profile.bound(try await context.visit.formData(request))
        var user = user
        let isSaved: Bool
        do {
            isSaved = try await profile.update(&user, &form, in: accounts.documents)
        } catch let error as DocumentError where error.code == .conflict {
            form.add(AccountMessages.changed)
            return try await show("profile", form, status: .conflict, request, context)
        }
        guard isSaved else {
            return try await show("profile", form, status: .badRequest, request, context)
        }
        return done(paths.path(.profile), [PageMessage(PageTexts.profileSaved)], request, context)
    }

    @Sendable private func showDevices(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        let session = try await context.session
        let language = renderer.language(for: context.visit)
        let devices = try await lifecycle.devices(of: user, current: session.id)
        return try await show(
            "devices",
            [
                "devices": .list(
                    devices.map { DeviceView.model($0) { renderer.catalog.text($0 as Message.Words, in: language) } }),
                "has_others": .flag(devices.count > 1),
            ],
            json: ["devices": .array(devices.map(DeviceView.json))], request, context)
    }

    @Sendable private func revokeDevice(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        let device = try await context.visit.formData(request).single("device") ?? ""
        let isDone = try await lifecycle.revokeDevice(device, of: user, client: try context.visit.client)
        guard isDone else { throw PageRefusal(.notFound, PageTexts.deviceUnknown) }
        return done(paths.path(.devices), [PageMessage(PageTexts.deviceSignedOut)], request, context)
    }

    @Sendable private func revokeOthers(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        let session = try await context.session
        _ = try await lifecycle.revokeOtherDevices(of: user, keeping: session.id, client: try context.visit.client)
        return done(paths.path(.devices), [PageMessage(PageTexts.othersSignedOut)], request, context)
    }

    private var deletionModel: TemplateModel {
        let days = (lifecycle.settings.deletionGrace.components.seconds + 86_399) / 86_400
        return days > 0 ? ["grace": ["days": .text(String(days))]] : [:]
    }

    @Sendable private func showDeletion(_ request: Request, _ context: Context) async throws -> Response {
        let form = BoundForm(Form([Self.currentPassword("password")]))
        return try await show("account-delete", form, model: deletionModel, request, context)
    }

    @Sendable private func deleteAccount(
        _ request: Request, _ context: Context, _ user: User
    ) async throws -> Response {
        var form = try BoundForm(Form([Self.currentPassword("password")]), try await context.visit.formData(request))
        let (password, client) = (form["password"], try context.visit.client)
        let language = language(context)
        let session = try await context.session
        let due: Date?? = try await attempt(&form) {
            let due = try await lifecycle.requestDeletion(
                of: user, password: password, client: client, language: language)
            try await session.flush()
            return due
        }
        guard let due else {
            return try await show(
                "account-delete", form, status: .badRequest, model: deletionModel, request, context)
        }
        let text = due.map { PageTexts.deletionPlanned(DeviceView.day($0)) } ?? PageTexts.accountDeleted
        return done(paths.path(.signIn), [PageMessage(text, level: .info)], request, context)
    }

    @Sendable private func exportData(_ request: Request, _ context: Context, _ user: User) async throws -> Response {
        let document = try await lifecycle.export(of: user, client: try context.visit.client)
        var response = JSONAnswer.response(document.plainJSON)
        response.headers[.contentDisposition] = "attachment; filename=\"account.json\""
        return response
    }
}
