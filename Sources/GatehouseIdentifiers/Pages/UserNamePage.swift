public import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
public import GatehouseWeb
import Hummingbird

extension PageName {
    /// The account's user name.
    public static let userName = PageName("user_name", at: "/security/username/")
}

extension AccountEvent.Kind {
    /// An account has another user name, or its first one.
    public static let userNameChanged = AccountEvent.Kind("account.user-name-changed")
}

/// The page on which the account's owner chooses and changes the user name.
struct UserNamePage<User: Account>: Sendable {
    let store: UserNameStore<User>
    let rules: UserNameRules

    var page: Page<User> {
        Page(
            .userName, summary: "Choose or change the user name", needsUser: true,
            requirements: [.freshToChange], get: Page.withUser(show), post: Page.withUser(save),
            form: { [rules] in Self.fields(rules) })
    }

    var section: AccountSection<User> {
        AccountSection(template: "security-user-name", answer: ["has_user_name": .truth, "user_name": .text]) {
            [store] user, _ in
            guard let id = user.id, let name = try await store.names(of: id).first else {
                return ["user_names": true, "has_user_name": false, "user_name": ""]
            }
            return ["user_names": true, "has_user_name": true, "user_name": .text(name.shown)]
        }
    }

    private static func fields(_ rules: UserNameRules) -> [FormField] {
        var name = FormField(UserNameRules.field, label: "User name")
        name.autocomplete = "username"
        name.minimumLength = rules.length.lowerBound
        name.maximumLength = rules.length.upperBound
        name.attributes = [.init("autocapitalize", "none"), .init("spellcheck", "false")]
        name.help =
            "Letters of one script, digits, and the signs . _ - between them. Capitals make no difference at sign-in."
        return [name]
    }

    @Sendable private func show(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        var form = BoundForm(Form(Self.fields(rules)))
        if let name = try await store.names(of: id).first { form[UserNameRules.field] = name.shown }
        return try await context.show("user-name", form)
    }

    @Sendable private func save(_ context: PageContext<User>, _ user: User) async throws -> Response {
        guard let id = user.id else { throw PageRefusal(.unauthenticated) }
        var form = try BoundForm(Form(Self.fields(rules)), try await context.formData())
        let typed = form[UserNameRules.field]
        let done = try await context.attempt(&form) {
            let name = try rules.name(typed)
            return (name: name, isNew: try await store.give(name, to: id))
        }
        guard let done else { return try await context.show("user-name", form) }
        if done.isNew { try await tell(done.name, user, context) }
        return context.done(
            context.paths[.security] ?? context.paths.path(.index), [PageMessage(message: UserNameMessages.saved)])
    }

    /// Tells of the new name: an event, a mail to the owner, and, last, the browser, which is known by it from now on.
    private func tell(_ name: UserName, _ user: User, _ context: PageContext<User>) async throws {
        try await context.tell(.userNameChanged, UserNameMessages.mailChanged(name.shown), of: user)
        try await context.site.accounts.keepKnown(user, try context.visit.client)
    }
}
