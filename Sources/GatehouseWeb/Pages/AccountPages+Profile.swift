import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
import HTTPTypes
import Hummingbird

extension AccountPages {
    var profileRoutes: [Page<User>] {
        [
            Page(
                .profile, summary: "Change what the account says of its owner", needsUser: true,
                get: Page.withUser(showProfile), post: Page.withUser(saveProfile),
                form: { [self] in profileForm.form.fields })
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

    @Sendable private func showProfile(_ context: Context, _ user: User) async throws -> Response {
        try await context.show("profile", try profileForm.bound(user))
    }

    @Sendable private func saveProfile(_ context: Context, _ user: User) async throws -> Response {
        let profile = profileForm
        var form = try profile.bound(try await context.formData())
        var user = user
        let isSaved: Bool
        do {
            isSaved = try await profile.update(&user, &form, in: accounts.documents)
        } catch let error as DocumentError where error.code == .conflict {
            form.add(AccountMessages.changed)
            return try await context.show("profile", form, status: .conflict)
        }
        guard isSaved else { return try await context.show("profile", form) }
        return context.done(paths.path(.profile), [PageMessage(message: PageTexts.profileSaved)])
    }
}
