import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird

extension PageName {
    /// Asking for a code by mail to sign in.
    public static let signInMail = PageName("sign_in_mail", at: "/signin/mail/")
    /// Typing the code.
    public static let signInMailCode = PageName("sign_in_mail_code", at: "/signin/mail/code/")
}

/// Signing in by mail: asking for a code, typing it, and the page of the mail's link.
struct MailSignInPages<User: Account>: Sendable {
    let store: MailCodeStore<User>
    let factor: MailFactor<User>

    var pages: [Page<User>] {
        [
            Page(
                .signInMail, summary: "Ask for a code by email to sign in", get: showAddress, post: ask,
                form: { [.address] }),
            Page(
                .signInMailCode, summary: "Sign in with the code of an email", get: showCode, post: signInByCode,
                form: { [.mailCode] }),
            Page(
                .signInMail, suffix: "link/{token}/", summary: "Sign in with the link of an email", get: showLink,
                post: signInByLink, answer: ["can_sign_in": .truth]),
        ]
    }

    @Sendable private func showAddress(_ context: PageContext<User>) async throws -> Response {
        try await context.show("signin-mail", BoundForm([.address]), model: model(try context.next))
    }

    /// Answers alike, after the same work, whether there is an account with the address or not: it is looked for after
    /// the answer (MC4).
    @Sendable private func ask(_ context: PageContext<User>) async throws -> Response {
        let data = try await context.formData()
        let next = try data.single("next")
        var form = try BoundForm(Form([.address]), data)
        let (client, browser, language) = (try context.visit.client, try await context.browserMark, context.languageTag)
        let address = form.cleaned[AccountFormField.email]?.email
        let page = context.paths[.signInMail] ?? "/"
        do {
            let isDone: Void? = try await context.attempt(&form) {
                guard let address else { throw InvalidInput(FieldMessages.invalidEmail, of: AccountFormField.email) }
                try await context.site.lifecycle.requestMail(
                    .signInCode, to: address, client: client, event: .signInCodeRequested, length: 300,
                    validFor: MailCode.validity
                ) { [store, factor] user in
                    // With the mail alone nobody gets to an account that asks for a password and the mail.
                    var needsMore = try await factor.isOn(user?.id?.keyText ?? "")
                    if needsMore, let id = user?.id { needsMore = try await !context.site.accounts.hasFactorApart(id) }
                    let issued = try await store.issue(
                        to: needsMore ? nil : user, typed: address.text, browser: browser)
                    if needsMore, let user {
                        let words = MailCodeNotices.usePassword(path: context.paths[.signIn])
                        return AccountNotice(.signInCode, to: user.email, words: words, language: language)
                    }
                    let path = PagePaths.below(page, "link/\(issued.link)/") + Self.query(next)
                    return user.map {
                        AccountNotice(
                            .signInCode, to: $0.email, token: issued.link, date: issued.end,
                            words: MailCodeNotices.signIn(issued.code, path: path), language: language)
                    }
                }
            }
            guard isDone != nil else { return try await context.show("signin-mail", form, model: model(next)) }
        } catch let error as ThrottledError {
            return try await context.throttled("signin-mail", form, error, model: model(next))
        }
        return context.done(
            (context.paths[.signInMailCode] ?? "/") + Self.query(next), context.mailSent(MailCodeMessages.sent))
    }

    @Sendable private func showCode(_ context: PageContext<User>) async throws -> Response {
        try await context.show("signin-mail-code", BoundForm([.mailCode]), model: model(try context.next))
    }

    @Sendable private func signInByCode(_ context: PageContext<User>) async throws -> Response {
        let data = try await context.formData()
        let next = try data.single("next")
        var form = try BoundForm(Form([.mailCode]), data)
        let typed = form["code"]
        // A code is typed anew.
        form["code"] = ""
        do {
            if form.isValid {
                if let answer = try await signIn(.code(typed), next, context) { return answer }
                form.add(MailCodeMessages.wrong, to: "code")
            }
        } catch let error as ThrottledError {
            return try await context.throttled("signin-mail-code", form, error, model: model(next))
        }
        return try await context.show("signin-mail-code", form, model: model(next))
    }

    /// A page with a button: following a link uses nothing up, scanners of mail follow it, too (MC1). In another browser
    /// than the one that asked, the page says so.
    @Sendable private func showLink(_ context: PageContext<User>) async throws -> Response {
        let isGood = try await store.isWaiting(for: try context.require("token"), in: try await context.browserMark)
        guard !context.request.wantsJSON else {
            return try await context.show("signin-mail-link", [:], json: ["can_sign_in": .bool(isGood)])
        }
        return try await context.show(
            "signin-mail-link", BoundForm([]),
            model: model(try context.next).merging(["can_sign_in": .flag(isGood)]))
    }

    @Sendable private func signInByLink(_ context: PageContext<User>) async throws -> Response {
        let next = try await context.formData().single("next")
        guard let answer = try await signIn(.link(try context.require("token")), next, context) else {
            throw LifecycleError.linkExpired
        }
        return answer
    }

    /// Takes whoever shows what was mailed to the gate; nil where it is wrong.
    private func signIn(
        _ shown: MailCodeStore<User>.Shown, _ next: String?, _ context: PageContext<User>
    ) async throws -> Response? {
        let (client, browser) = (try context.visit.client, try await context.browserMark)
        guard let asked = try await store.waiting(in: browser) else { return nil }
        let accounts = context.site.accounts
        let user = try await accounts.tryCode(of: asked.email, client) {
            try await owner(of: try await store.use(shown, in: browser), accounts)
        }
        guard let user else {
            await accounts.emit(
                .signInFailed, account: asked.account, client: client, isSuccess: false, by: "mail-code")
            return nil
        }
        return try await context.signIn(
            try accounts.proof(of: try await claimed(user, context), by: [.email]), next: next)
    }

    /// The account that a code was mailed to, while it may sign in and has the password and the address of then.
    private func owner(of code: MailCode?, _ accounts: Accounts<User>) async throws -> User? {
        guard let code, let key = code.account, let user = try await accounts.find(keyText: key), user.isActive,
            AccountLifecycle.fits(code.fingerprint, user)
        else { return nil }
        return user
    }

    /// The account, which is whoever's who reads its mail where nobody had shown that before (MC3).
    private func claimed(_ user: User, _ context: PageContext<User>) async throws -> User {
        let lifecycle = context.site.lifecycle
        guard lifecycle.isUnclaimed(user) else { return user }
        let owned = try await lifecycle.claim(user, client: try context.visit.client)
        try await lifecycle.tell(
            .accountClaimed, MailCodeNotices.claimed(path: context.paths[.signInMail] ?? "/"), to: owned,
            language: context.languageTag)
        return owned
    }

    /// Where to go afterwards, for the form.
    private func model(_ next: String?) -> TemplateModel { next.map { ["next": ["next": .text($0)]] } ?? [:] }

    static func query(_ next: String?) -> String {
        next.map { "?next=" + $0.percentEncoded(keepsSlashes: true) } ?? ""
    }
}
