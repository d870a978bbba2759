import GatehouseAuth
import GatehouseForms

/// The fields of the sign-in page.
enum SignInForm {
    static let failure = "Email and password do not match."
    static let again = "Sign in again to go on."

    /// What was typed; none where no password was, so that a proxy that knows the visitor can say who it is.
    static func credentials(_ form: BoundForm) -> Credentials {
        let (email, password) = (form["email"], form["password"])
        let isNothing = password.isEmpty && (email.isEmpty || !form.fields[1].isRequired)
        return isNothing ? Credentials() : Credentials(email: email, password: password)
    }

    /// - Parameter areRequired: whether the browser must insist on them: not where a backend goes by the request alone.
    static func fields(areRequired: Bool) -> [FormField] {
        var email = FormField("email", label: "Email")
        email.widget = .email
        email.placeholder = "Enter your Email"
        email.autocomplete = "username"
        email.maximumLength = 320
        var password = FormField("password", label: "Password")
        password.widget = .password
        password.placeholder = "Enter your password"
        password.autocomplete = "current-password"
        (email.isRequired, password.isRequired) = (areRequired, areRequired)
        return [email, password]
    }
}
