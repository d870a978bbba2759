import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// A link of a mail about an address. It has a page with a button: following a link in a mail changes nothing, mail
/// scanners follow it, too (F3).
///
/// The button asks for the account's password of whoever is not signed in to it: the link shows who reads the mailbox,
/// and the account may be a stranger's (U6).
struct EmailLink<User: Account> {
    let page: PageName
    let token: String
    /// The account that it is for.
    let account: User
    /// The address that it is about.
    let email: String

    /// What shows that the account is the reader's.
    enum Shown {
        case password(String)
        /// They are signed in to it, or wait at the gate to be.
        case account(User)
    }

    /// What the button sends, and what programs send.
    static var fields: [FormField] {
        var password = AccountPages<User>.currentPassword(AccountFormField.password)
        password.label = "Password"
        return [password]
    }

    /// Below the link, for readers who say that the account is not theirs.
    static var rejection: String { "{token}/not-me/" }

    /// The page of the link.
    func show(
        _ context: PageContext<User>, _ form: BoundForm? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let asks = try await owner(context) == nil
        let form = form ?? BoundForm(Form(asks ? Self.fields : []))
        guard context.request.wantsJSON, status == .ok else {
            var model: TemplateModel = [
                "email": .text(EmailAddress.shown(email)), "username": PageRenderer.username(email),
                "is_\(page)": true, "asks_password": .flag(asks),
                "not_me": .text(PagePaths.below(context.paths.path(page), token + "/not-me/")),
            ]
            // Its owner has no password to type, and signs in to it first.
            if asks, !context.asksPassword(of: account), let way = SignInWay(context.renderer.settings) {
                let here = PagePaths.below(context.paths.link(context.paths.path(page)), token + "/")
                model["sign_in_first"] = .text(way.leading(backTo: here))
            }
            return try await context.show("confirm", form, status: status, model: model)
        }
        return try await context.show(
            "confirm", [:], json: ["email": .string(email), "fields": form.json { context.text($0) }])
    }

    /// Does what the button is for, then goes on: whoever has just shown the password is signed in, unless somebody is.
    func confirm(
        _ context: PageContext<User>, _ message: Message, _ work: (Shown) async throws -> User
    ) async throws -> Response {
        let done = [PageMessage(message: message)]
        if let owner = try await owner(context) {
            _ = try await work(.account(owner.user))
            guard owner.waits else { return context.done(context.paths.path(.index), done) }
            return try await context.continueSignIn(done)
        }
        var form = try BoundForm(Form(Self.fields), try await context.formData())
        let password = form[AccountFormField.password]
        do {
            guard let user = try await context.attempt(&form, { try await work(.password(password)) }) else {
                return try await show(context, form, status: .unprocessableContent)
            }
            return try await context.signIn(user, password: password, done)
        } catch let error as ThrottledError {
            return try await context.throttled(form, error) { form, status in
                try await show(context, form, status: status)
            }
        }
    }

    /// Whether the visitor is signed in to the account, or waits at the gate to be.
    private func owner(_ context: PageContext<User>) async throws -> (user: User, waits: Bool)? {
        guard let key = account.id?.keyText else { return nil }
        if let user = try await context.user { return user.id?.keyText.hasBytes(of: key) == true ? (user, false) : nil }
        guard let user = try await context.visit.waiting?.user, user.id?.keyText.hasBytes(of: key) == true else {
            return nil
        }
        return (user, true)
    }
}
