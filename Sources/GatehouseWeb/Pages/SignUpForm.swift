import GatehouseAuth
import GatehouseDocuments
import GatehouseForms

/// The fields of the sign-up page: those of every account, and those of the document that its owner fills in.
enum SignUpForm {
    static func fields<User: Account>(for type: User.Type, settings: WebSettings, help: String) -> [FormField] {
        [email] + newPassword(help: help) + accountForm(for: type, settings: settings).form.fields
    }

    /// The fields of the document that its owner fills in.
    static func accountForm<User: Account>(for type: User.Type, settings: WebSettings) -> DocumentForm<User> {
        let schema = User.schema
        return DocumentForm(User.self, fields: settings.accountFields.filter { schema.field($0) != nil }) { field in
            adjustName(&field)
            settings.adjustAccountField(&field)
        }
    }

    /// Makes the first letter of the names a capital, as the post does, and leaves an empty name alone.
    static func capitalizeNames(_ form: inout BoundForm) {
        for name in ["first_name", "last_name"] where form.fields.contains(where: { $0.name == name }) {
            form[name] = form[name].prefix(1).uppercased() + form[name].dropFirst()
        }
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
