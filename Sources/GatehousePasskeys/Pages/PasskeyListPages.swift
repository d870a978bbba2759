import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehousePasswords
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PageName {
    /// The account's passkeys.
    public static let passkeys = PageName("passkeys", at: "/security/passkeys/")
}

/// The pages of an account's passkeys: what there is, other names, removing.
struct PasskeyListPages<User: Account>: Sendable {
    let store: PasskeyStore<User>

    var pages: [Page<User>] {
        [
            Page(
                .passkeys, summary: "The account's passkeys", needsUser: true, get: Page.withUser(show),
                answer: ["passkeys": .list]),
            Page(
                .passkeys, suffix: "rename/", summary: "Give a passkey another name", needsUser: true,
                requirements: [.freshToChange], post: Page.withUser(rename), form: { Self.renameFields }),
            Page(
                .passkeys, suffix: "remove/", summary: "Remove a passkey", needsUser: true,
                requirements: [.freshToChange],
                post: Page.withUser(remove), form: { [Self.idField] }),
        ]
    }

    var section: AccountSection<User> {
        AccountSection(template: "security-passkeys", answer: ["has_passkeys": .truth]) { [store] user, _ in
            guard let id = user.id else { return ["passkeys_apply": false, "has_passkeys": false] }
            let count = try await store.passkeys(of: id).count
            return ["passkeys_apply": true, "has_passkeys": .flag(count > 0)]
        }
    }

    private static var idField: FormField {
        var field = FormField("passkey", .hidden)
        field.maximumLength = 1400
        return field
    }

    private static var renameFields: [FormField] { [idField, .passkeyName] }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let list = try await store.passkeys(of: id)
        return try await context.show(
            "passkeys",
            [
                "has_passkeys": .flag(!list.isEmpty), "may_add": .flag(list.count < Passkey.maximumCount),
                "passkeys": .list(list.enumerated().map { Self.model($1, number: $0) }),
            ],
            json: ["passkeys": .array(list.map(Self.json))])
    }

    private static func model(_ passkey: Passkey, number: Int) -> TemplateValue {
        let name = AuthenticatorNames.name(passkey.authenticator)
        return [
            "id": .text(passkey.id ?? ""), "number": .text(String(number)), "name": .text(passkey.name),
            "has_authenticator": .flag(name != nil), "authenticator": .text(name ?? ""),
            "is_synced": .flag(passkey.isBackupEligible), "added": .text(ShownDate.day(passkey.added)),
            "was_used": .flag(passkey.lastUsed != nil), "last_used": .text(passkey.lastUsed.map(ShownDate.day) ?? ""),
        ]
    }

    private static func json(_ passkey: Passkey) -> JSONValue {
        [
            "id": .string(passkey.id ?? ""), "name": .string(passkey.name),
            "authenticator": AuthenticatorNames.name(passkey.authenticator).map(JSONValue.string) ?? .null,
            "is_synced": .bool(passkey.isBackupEligible), "added": .string(passkey.added.formatted(.iso8601)),
            "last_used": passkey.lastUsed.map { .string($0.formatted(.iso8601)) } ?? .null,
        ]
    }

    @Sendable private func rename(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let form = try BoundForm(Form(Self.renameFields), try await context.formData())
        guard form.isValid else { throw InvalidInput(form.failures) }
        guard try await store.rename(form["passkey"], to: form["name"], of: id) else { throw PageRefusal(.notFound) }
        return context.done(context.paths.path(.passkeys), [PageMessage(message: PasskeyTexts.renamed)])
    }

    @Sendable private func remove(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let passkey = try await context.formData().single("passkey") ?? ""
        let keepsOne = UnusablePassword.isUnusable(user.password)
        do {
            guard try await store.remove(passkey, from: id, keepsOne: keepsOne) else { throw PageRefusal(.notFound) }
        } catch let error as InvalidInput {
            guard !context.request.wantsJSON, let message = error.failures.ofWhole.first else { throw error }
            return context.done(context.paths.path(.passkeys), [PageMessage(message: message, level: .warning)])
        }
        try await context.tell(.factorRemoved, PasskeyTexts.mailRemoved, of: user, by: "passkey")
        return context.done(context.paths.path(.passkeys), [PageMessage(message: PasskeyTexts.removed)])
    }
}
