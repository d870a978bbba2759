import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates

/// The fields of the sign-up page: those of every account, and those of the document that its owner fills in.
enum SignUpForm {
    /// - Parameter help: what to tell before a password is chosen; nil for an account without one.
    static func fields<User: Account>(
        for type: User.Type, settings: WebSettings, languages: [Language], help: Message.Words?
    )
        -> [FormField]
    {
        [email] + (help.map(newPassword) ?? [])
            + accountForm(for: type, settings: settings, languages: languages).form.fields
    }

    /// The fields of the document that its owner fills in.
    static func accountForm<User: Account>(
        for type: User.Type, settings: WebSettings, languages: [Language], in fields: [String]? = nil
    ) -> DocumentForm<User> {
        let schema = User.schema
        return DocumentForm(
            User.self,
            fields: (fields ?? settings.accountFields).filter {
                schema.field($0) != nil && !AccountField.isProtected($0, of: type)
            }
        ) { field in
            adjustName(&field)
            if field.name == AccountField.language, choosesLanguage(type) { offer(languages, in: &field) }
            settings.adjustAccountField(&field)
        }
    }

    /// Makes the first letter of a name a capital, as the post does, and leaves an empty name alone.
    static func capitalized(_ name: FormValue) -> FormValue {
        .text((name.text ?? "").capitalizedAtStart)
    }

    /// The form: its fields, names with a capital, and both passwords the same.
    static func form(_ fields: [FormField]) -> Form {
        [AccountField.firstName, AccountField.lastName].reduce(sameTwice(Form(fields))) { form, name in
            form.cleaning(name) { value throws(Message) in capitalized(value) }
        }
    }

    /// The form in which both new passwords are the same.
    static func sameTwice(_ form: Form) -> Form {
        form.checking { values in
            // One that is missing is told as missing.
            guard let first = values[AccountFormField.password]?.text,
                let second = values[AccountFormField.passwordRetype]?.text,
                !first.utf8.elementsEqual(second.utf8)
            else { return [:] }
            return [AccountFormField.passwordRetype: [PageTexts.passwordsDiffer]]
        }
    }

    /// Whether accounts say in which language their owners want to be spoken to.
    static func choosesLanguage<User: Account>(_ type: User.Type) -> Bool {
        let field = User.schema.field(AccountField.language)
        return type is any LanguageHolder.Type && field?.valueType == String.self && field?.traits.isProtected == false
    }

    private static func offer(_ languages: [Language], in field: inout FormField) {
        field.kind = .choice([.init("", "As the browser asks")] + languages.map { .init($0.tag, $0.name) })
        field.widget = .select
        field.isRequired = false
    }

    private static var email: FormField {
        var field = FormField(AccountFormField.email, label: "Email", .email)
        field.placeholder = "Type your Email as an Username"
        field.autocomplete = "username"
        return field
    }

    /// A new password, twice.
    static func newPassword(help: Message.Words) -> [FormField] {
        var password = FormField(AccountFormField.password, label: "Password", .password)
        password.placeholder = "Type your password"
        password.autocomplete = "new-password"
        password.help = help
        var again = FormField(AccountFormField.passwordRetype, label: "Password again", .password)
        again.placeholder = "Type your password again"
        again.autocomplete = "new-password"
        return [password, again]
    }

    private static func adjustName(_ field: inout FormField) {
        switch field.name {
        case AccountField.firstName: (field.placeholder, field.autocomplete) = ("Type your first name", "given-name")
        case AccountField.lastName: (field.placeholder, field.autocomplete) = ("Type your last name", "family-name")
        default: break
        }
    }
}
