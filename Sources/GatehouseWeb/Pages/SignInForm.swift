import GatehouseForms

/// The fields of the sign-in page.
enum SignInForm {
    static let failure = "Email and password do not match."

    static var fields: [FormField] {
        var email = FormField("email", label: "Email")
        email.widget = .email
        email.placeholder = "Enter your Email"
        email.autocomplete = "username"
        email.maximumLength = 320
        var password = FormField("password", label: "Password")
        password.widget = .password
        password.placeholder = "Enter your password"
        password.autocomplete = "current-password"
        return [email, password]
    }
}
