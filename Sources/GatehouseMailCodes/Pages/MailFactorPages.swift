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

extension PageName {
    /// Codes by mail as the account's second factor.
    public static let mailFactor = PageName("mail_factor", at: "/security/mail-codes/")
}

/// The pages of codes by mail as a second factor: turning it on and off, and having a code sent.
struct MailFactorPages<User: Account>: Sendable {
    let factor: MailFactor<User>

    var pages: [Page<User>] {
        [
            Page(
                .mailFactor, summary: "Whether signing in asks for a code by email", needsUser: true,
                get: Page.withUser(show), answer: ["is_on": .truth, "email": .text]),
            Page(
                .mailFactor, suffix: "send/", summary: "Ask for a code to turn it on", needsUser: true,
                requirements: [.freshToChange], post: Page.withUser(send)),
            Page(
                .mailFactor, suffix: "on/", summary: "Have signing in ask for a code by email", needsUser: true,
                requirements: [.freshToChange], get: Page.withUser(showCode), post: Page.withUser(turnOn),
                form: { [.mailCode] }),
            Page(
                .mailFactor, suffix: "off/", summary: "Have signing in ask for no code by email", needsUser: true,
                requirements: [.freshToChange], post: Page.withUser(turnOff)),
            Page(.signInMail, suffix: "factor/", summary: "Ask for a code as a second factor", post: sendAtGate),
        ]
    }

    var section: AccountSection<User> {
        AccountSection(template: "security-mail-codes", answer: ["has_mail_factor": .truth]) { [factor] user, site in
            guard let id = user.id, site.settings.pages[.mailFactor] != nil else {
                return ["mail_factor_applies": false, "has_mail_factor": false]
            }
            return ["mail_factor_applies": true, "has_mail_factor": .flag(try await factor.isSetUp(for: id))]
        }
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        let isOn = try await factor.isOn(user.id?.keyText ?? "")
        return try await context.show(
            "mail-factor", ["is_on": .flag(isOn), "email": .text(EmailAddress.shown(user.email))],
            json: ["is_on": .bool(isOn), "email": .string(user.email)])
    }

    @Sendable private func send(_ context: PageContext<User>, _ user: User) async throws -> Response {
        if let refusal = try context.refusalOfUnverified(user) { return refusal }
        guard !UnusablePassword.isUnusable(user.password) else {
            throw PageRefusal(.conflict, MailCodeMessages.noPassword)
        }
        try await mail(user, .turnOn, context)
        return context.done(below("on/", context), context.mailSent(MailCodeMessages.factorSent))
    }

    @Sendable private func showCode(_ context: PageContext<User>, _ user: User) async throws -> Response {
        try await context.show("mail-factor-on", BoundForm([.mailCode]))
    }

    @Sendable private func turnOn(_ context: PageContext<User>, _ user: User) async throws -> Response {
        if let refusal = try context.refusalOfUnverified(user) { return refusal }
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        guard !UnusablePassword.isUnusable(user.password) else {
            throw PageRefusal(.conflict, MailCodeMessages.noPassword)
        }
        var form = try BoundForm(Form([.mailCode]), try await context.formData())
        let typed = form["code"]
        form["code"] = ""
        guard form.isValid else { return try await context.show("mail-factor-on", form) }
        let (browser, session, client) = (
            try await context.browserMark, try await context.session, try context.visit.client
        )
        let code = try await factor.codes.use(.code(typed), for: .turnOn, in: browser)
        guard let code, code.account == id.keyText, AccountLifecycle.fits(code.fingerprint, user) else {
            form.add(MailCodeMessages.wrong, to: "code")
            return try await context.show("mail-factor-on", form)
        }
        try await factor.turnOn(for: id)
        let before = session.id
        try context.site.accounts.note([try await factor.method(for: id.keyText)], in: session)
        // Those of before a factor was asked for have shown less (AS7).
        _ = try await context.site.lifecycle.revokeOtherDevices(of: user, keeping: before, client: client)
        try await context.tell(.factorAdded, MailCodeMessages.mailOn, of: user, by: factor.name)
        return context.done(context.paths.path(.mailFactor), [PageMessage(message: MailCodeMessages.on)])
    }

    @Sendable private func turnOff(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        guard try await factor.isSetUp(for: id) else { throw PageRefusal(.notFound) }
        try await factor.remove(from: id)
        try await context.tell(.factorRemoved, MailCodeMessages.mailOff, of: user, by: factor.name)
        return context.done(context.paths.path(.mailFactor), [PageMessage(message: MailCodeMessages.off)])
    }

    /// For somebody who waits at the gate, and whose account has it.
    @Sendable private func sendAtGate(_ context: PageContext<User>) async throws -> Response {
        let next = try await context.formData().single("next")
        guard let waiting = try await context.visit.waiting, let id = waiting.user.id,
            factor.isOffered(after: waiting.proof.methods.map(\.method)), try await factor.isSetUp(for: id)
        else { throw PageRefusal(.unauthenticated) }
        try await mail(waiting.user, .factor, context)
        let path = PagePaths.below(context.paths[.signInFactor] ?? "/", factor.name + "/")
        return context.done(path + MailSignInPages<User>.query(next), context.mailSent(MailCodeMessages.factorSent))
    }

    private func mail(
        _ user: User, _ purpose: MailCodeStore<User>.Purpose, _ context: PageContext<User>
    ) async throws {
        // An address of another program's making that is none gets no mail.
        guard let address = EmailAddress(user.email), let key = user.id?.keyText else { return }
        let (browser, language) = (try await context.browserMark, context.languageTag)
        try await context.site.lifecycle.requestMail(
            .factorCode, to: address, client: try context.visit.client, event: .signInCodeRequested, length: 300,
            validFor: MailCode.validity
        ) { [factor] found in
            let owner = found?.id?.keyText.hasBytes(of: key) == true ? found : nil
            let issued = try await factor.codes.issue(to: owner, typed: address.text, for: purpose, browser: browser)
            return owner.map {
                AccountNotice(
                    .factorCode, to: $0.email, token: issued.link, date: issued.end,
                    words: MailCodeNotices.factor(issued.code), language: language)
            }
        }
    }

    private func below(_ suffix: String, _ context: PageContext<User>) -> String {
        PagePaths.below(context.paths[.mailFactor] ?? "/", suffix)
    }
}
