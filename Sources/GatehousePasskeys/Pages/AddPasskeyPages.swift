import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehousePasswords
import GatehouseSessions
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird
import Logging

extension PageName {
    /// Adding a passkey.
    public static let passkeyNew = PageName("passkey_new", at: "/security/passkeys/new/")
}

/// The page that adds a passkey: what the browser is asked for, and what it sent.
struct AddPasskeyPages<User: Account>: Sendable {
    let ceremonies: PasskeyCeremonies<User>

    var pages: [Page<User>] {
        [
            Page(
                .passkeyNew, summary: "Add a passkey", needsUser: true, requirements: [.freshToChange],
                get: Page.withUser(begin), post: Page.withUser(add), form: { Self.fields },
                answer: ["publicKey": .anything])
        ]
    }

    private static var fields: [FormField] {
        var name = FormField.passkeyName
        name.help = "For example the device or the program that keeps it."
        return [name, .passkey]
    }

    /// Whether a passkey must be able to open the account alone (WA4, WA11): where there is no password, it may become the only
    /// way in.
    private static func isWhole(_ user: User) -> Bool { UnusablePassword.isUnusable(user.password) }

    /// A page for people; for programs, and for its script, what `parseCreationOptionsFromJSON` takes.
    @Sendable private func begin(_ context: PageContext<User>, _ user: User) async throws -> Response {
        if let refusal = try context.refusalOfUnverified(user) { return refusal }
        guard context.request.wantsJSON else {
            return try await context.show("passkey-new", BoundForm(Self.fields))
        }
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        let challenge = try await ceremonies.challenges.issue(
            .add, for: id.keyText, browser: try await context.browserMark)
        let options = PasskeyOptions.creation(
            challenge, ceremonies.site, handle: try await ceremonies.store.handle(of: id), name: user.email,
            known: try await ceremonies.store.passkeys(of: id), isWhole: Self.isWhole(user))
        return try await context.show("passkey-new", [:], json: ["publicKey": options])
    }

    @Sendable private func add(_ context: PageContext<User>, _ user: User) async throws -> Response {
        if let refusal = try context.refusalOfUnverified(user) { return refusal }
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        var form = try BoundForm(Form(Self.fields), try await context.formData())
        let (sent, name) = (form["credential"], form["name"])
        form["credential"] = ""
        if sent.isEmpty { form.add(PasskeyMessages.missing) }
        let isFirst = try await context.site.accounts.factors(of: id).isEmpty
        var made: NewPasskey?
        if form.isValid {
            do {
                let (passkey, transports) = try await ceremonies.made(
                    sent, by: id, browser: try await context.browserMark, needsVerification: Self.isWhole(user))
                made = try await context.attempt(&form) {
                    try await ceremonies.store.add(passkey, named: name, transports: transports, to: id)
                    return passkey
                }
            } catch let refusal as PasskeyRefusal {
                context.logger.info("A new passkey was refused", metadata: ["reason": "\(refusal.rawValue)"])
                form.add(PasskeyMessages.refused)
            }
        }
        guard let made else { return try await context.show("passkey-new", form) }
        let (session, client) = (try await context.session, try context.visit.client)
        let before = session.id
        try context.site.accounts.note(
            PasskeyCeremonies<User>.methods(
                isCopied: made.flags.contains(.backupEligible), isVerified: made.flags.contains(.userVerified)),
            in: session)
        // Those of before a factor was asked for have shown less (AS7).
        if isFirst {
            _ = try await context.site.lifecycle.revokeOtherDevices(of: user, keeping: before, client: client)
        }
        try await context.tell(.factorAdded, PasskeyTexts.mailAdded, of: user, by: "passkey")
        return context.done(context.paths.path(.passkeys), [PageMessage(message: PasskeyTexts.added)])
    }
}
