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
import Logging

extension PageName {
    /// Signing in by a passkey alone.
    public static let signInPasskey = PageName("sign_in_passkey", at: "/signin/passkey/")
}

/// Signing in by a passkey alone, and what a browser is asked for at the gate.
struct PasskeySignInPages<User: Account>: Sendable {
    let ceremonies: PasskeyCeremonies<User>

    var pages: [Page<User>] {
        [
            Page(
                .signInPasskey, summary: "Sign in by a passkey", get: begin, post: signIn, form: { [.passkey] },
                answer: ["publicKey": .anything]),
            Page(
                .signInPasskey, suffix: "factor/", summary: "What a browser is asked for as a second factor",
                get: factor, answer: ["publicKey": .anything]),
        ]
    }

    /// For programs, and for the script of the sign-in page, what `parseRequestOptionsFromJSON` takes. It names no
    /// passkey: nobody has shown yet whose account it is (WA12).
    @Sendable private func begin(_ context: PageContext<User>) async throws -> Response {
        guard context.request.wantsJSON else { return try await draw(BoundForm([.passkey]), try context.next, context) }
        let challenge = try await ceremonies.challenges.issue(
            .signIn, for: nil, browser: try await context.browserMark)
        let options = PasskeyOptions.request(challenge, ceremonies.site, known: [], .required)
        return try await context.show("signin-passkey", [:], json: ["publicKey": options])
    }

    private func draw(
        _ form: BoundForm, _ next: String?, _ context: PageContext<User>
    ) async throws -> Response {
        try await context.show(
            "signin-passkey", form, model: next.map { ["next": ["next": .text($0)]] } ?? [:])
    }

    @Sendable private func signIn(_ context: PageContext<User>) async throws -> Response {
        let data = try await context.formData()
        let next = try data.single("next")
        var form = try BoundForm(Form([.passkey]), data)
        let sent = form["credential"]
        form["credential"] = ""
        guard !sent.isEmpty else {
            form.add(PasskeyMessages.missing)
            return try await draw(form, next, context)
        }
        if form.isValid {
            do {
                let (passkey, methods) = try await ceremonies.used(
                    sent, .signIn, of: nil, browser: try await context.browserMark, needsVerification: true)
                guard let id = User.ID(keyText: passkey.account),
                    let user = try await context.site.accounts.documents.find(id)
                else { throw PasskeyRefusal.credential }
                return try await context.signIn(
                    try context.site.accounts.proof(of: user, by: methods), next: next)
            } catch let refusal as PasskeyRefusal {
                try await note(refusal, context)
                form.add(PasskeyMessages.refused)
            } catch is InactiveAccountError {
                form.add(PasskeyMessages.refused)
            }
        }
        return try await draw(form, next, context)
    }

    /// The log says why; the page says one thing for all.
    private func note(_ refusal: PasskeyRefusal, _ context: PageContext<User>) async throws {
        context.logger.info("A passkey was refused", metadata: ["reason": "\(refusal.rawValue)"])
        try await context.emit(.signInFailed, of: nil, isSuccess: false, by: "passkey")
    }

    /// For somebody who waits at the gate for a second factor: the account's passkeys.
    @Sendable private func factor(_ context: PageContext<User>) async throws -> Response {
        guard let waiting = try await context.visit.waiting, let id = waiting.user.id else {
            throw PageRefusal(.unauthenticated)
        }
        let challenge = try await ceremonies.challenges.issue(
            .factor, for: id.keyText, browser: try await context.browserMark)
        // A key alone beside another thing that somebody has is no second kind: then it asks for a fingerprint (WA4).
        let level = AssuranceLevel.of(waiting.proof.methods.map(\.method) + [.hardwareKey])
        let options = PasskeyOptions.request(
            challenge, ceremonies.site, known: try await ceremonies.store.passkeys(of: id),
            level >= 2 ? .preferred : .required)
        return try await context.show("signin-passkey", [:], json: ["publicKey": options])
    }
}
