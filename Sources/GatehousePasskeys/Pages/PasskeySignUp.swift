import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseWeb
import Hummingbird
import Logging

/// Making an account whose only way in is a passkey.
struct PasskeySignUp<User: Account>: Sendable {
    let ceremonies: PasskeyCeremonies<User>

    var way: SignUpWay<User> {
        SignUpWay(
            "passkey", title: "Sign up with a passkey", template: "signup-passkey", fields: [.passkey],
            answer: ["publicKey": .anything], begin: begin, check: check)
    }

    /// What `parseCreationOptionsFromJSON` takes. Where nobody has typed an address yet, the page puts it in: it is what
    /// authenticators show, and not signed.
    @Sendable private func begin(_ context: PageContext<User>, _ email: String?) async throws -> [(String, JSONValue)] {
        let handle = PasskeyStore<User>.newHandle()
        let challenge = try await ceremonies.challenges.issue(
            .signUp, for: handle, browser: try await context.browserMark)
        let options = PasskeyOptions.creation(
            challenge, ceremonies.site, handle: handle, name: email ?? "", known: [], isWhole: true)
        return [("publicKey", options)]
    }

    @Sendable private func check(_ context: PageContext<User>, _ form: BoundForm) async throws -> SignUpWay<User>.Shown
    {
        let sent = form["credential"]
        guard !sent.isEmpty else { throw InvalidInput(Failures(PasskeyMessages.missing, of: Failures.whole)) }
        let (made, transports, handle): (NewPasskey, [String], String)
        do {
            (made, transports, handle) = try await ceremonies.made(
                sent, bySomebodyNewAt: try await context.browserMark)
        } catch let refusal as PasskeyRefusal {
            context.logger.info("A new passkey was refused", metadata: ["reason": "\(refusal.rawValue)"])
            throw InvalidInput(Failures(PasskeyMessages.refused, of: Failures.whole))
        }
        let store = ceremonies.store
        guard try await !store.has(made) else {
            throw InvalidInput(Failures(PasskeyMessages.added, of: Failures.whole))
        }
        let name = AuthenticatorNames.name(AuthenticatorNames.text(made.aaguid)) ?? context.text(PasskeyTexts.usualName)
        let methods = PasskeyCeremonies<User>.methods(
            isCopied: made.flags.contains(.backupEligible), isVerified: made.flags.contains(.userVerified))
        return SignUpWay.Shown(methods) { user in
            guard let id = user.id else { return }
            try await store.own(handle, id)
            try await store.add(made, named: name, transports: transports, to: id)
        }
    }
}
