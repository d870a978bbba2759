import GatehouseAuth
import GatehouseDocuments
import GatehouseForms
import GatehouseTemplates

/// The fields of the sign-up page: those of every account, and those of the document that its owner fills in.
enum SignUpForm {
    static func fields<User: Account>(for type: User.Type, settings: WebSettings, languages: [Language], help: String)
        -> [FormField]
    {
        [email] + newPassword(help: help) + accountForm(for: type, settings: settings, languages: languages).form.fields
    }

    /// The fields of the document that its owner fills in.
    static func accountForm<User: Account>(
        for type: User.Type, settings: WebSettings, languages: [Language], in fields: [String]? = nil
    ) -> DocumentForm<User> {
        let schema = User.schema
        return DocumentForm(
            User.self, fields: (fields ?? settings.accountFields).filter { schema.field($0) != nil }
        ) { field in
            adjustName(&field)
            if field.name == "language", choosesLanguage(type) { offer(languages, in: &field) }
            settings.adjustAccountField(&field)
        }
    }

    /// Makes the first letter of the names a capital, as the post does, and leaves an empty name alone.
    static func capitalizeNames(_ form: inout BoundForm) {
        for name in ["first_name", "last_name"] where form.fields.contains(where: { $0.name == name }) {
            form[name] = form[name].prefix(1).uppercased() + form[name].dropFirst()
        }
    }

    /// Whether accounts say in which language their owners want to be spoken to.
    static func choosesLanguage<User: Account>(_ type: User.Type) -> Bool {
        type is any LanguageHolder.Type && User.schema.field("language")?.valueType == String.self
    }

    private static func offer(_ languages: [Language], in field: inout FormField) {
        field.kind = .choice([.init("", "As the browser asks")] + languages.map { .init($0.tag, $0.name) })
        field.widget = .select
        field.isRequired = false
    }

    private static var email: FormField {
        var field = FormField("email", label: "Email")
        field.widget = .email
        field.placeholder = "Type your Email as an Username"
        field.autocomplete = "username"
        field.maximumLength = EmailAddress.maximumLength
        return field
    }

    /// A new password, twice.
    static func newPassword(help: String) -> [FormField] {
        var password = FormField("password", label: "Password", .password)
        password.placeholder = "Type your password"
        password.autocomplete = "new-password"
        password.help = help
        var again = FormField("password_retype", label: "Password again", .password)
        again.placeholder = "Type your password again"
        again.autocomplete = "new-password"
        return [password, again]
    }

    private static func adjustName(_ field: inout FormField) {
        switch field.name {
        case "first_name": (field.placeholder, field.autocomplete) = ("Type your first name", "given-name")
        case "last_name": (field.placeholder, field.autocomplete) = ("Type your last name", "family-name")
        default: break
        }
    }
}
