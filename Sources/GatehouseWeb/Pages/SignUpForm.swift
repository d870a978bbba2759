import GatehouseAuth
import GatehouseDocuments
import GatehouseForms

/// The fields of the sign-up page: those of every account, and the names where the document has them.
enum SignUpForm {
    static let throttled = "Too many accounts were made from here. Try again later."
    static let passwordsDiffer = "The two passwords do not match."

    static func fields<User: Account>(for type: User.Type, help: String) -> [FormField] {
        [email, password(help), passwordRetype]
            + names.compactMap { field in
                guard let traits = User.schema.field(field.name)?.traits else { return nil }
                var field = field
                field.isRequired = traits.isRequired
                field.minimumLength = traits.minimumLength
                field.maximumLength = traits.maximumLength
                return field
            }
    }

    /// Makes the first letter of the names a capital, as the post does, and leaves an empty name alone.
    static func capitalizeNames(_ form: inout BoundForm) {
        for field in names { form[field.name] = form[field.name].prefix(1).uppercased() + form[field.name].dropFirst() }
    }

    private static var email: FormField {
        var field = FormField("email", label: "Email")
        field.widget = .email
        field.placeholder = "Type your Email as an Username"
        field.autocomplete = "username"
        field.maximumLength = EmailAddress.maximumLength
        return field
    }

    private static func password(_ help: String) -> FormField {
        var field = FormField("password", label: "Password")
        field.widget = .password
        field.placeholder = "Type your password"
        field.autocomplete = "new-password"
        field.help = help
        return field
    }

    private static var passwordRetype: FormField {
        var field = FormField("password_retype", label: "Password again")
        field.widget = .password
        field.placeholder = "Type your password again"
        field.autocomplete = "new-password"
        return field
    }

    private static var names: [FormField] {
        var first = FormField("first_name", label: "First name")
        first.placeholder = "Type your first name"
        first.autocomplete = "given-name"
        var last = FormField("last_name", label: "Last name")
        last.placeholder = "Type your last name"
        last.autocomplete = "family-name"
        return [first, last]
    }
}
