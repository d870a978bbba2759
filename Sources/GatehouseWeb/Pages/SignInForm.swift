import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages

/// The fields of the sign-in page.
enum SignInForm {
    /// What was typed; none where no password was, so that a proxy that knows the visitor can say who it is.
    static func credentials(_ form: BoundForm) -> Credentials {
        let (email, password) = (form[AccountFormField.email], form[AccountFormField.password])
        let isNothing = password.isEmpty && (email.isEmpty || !form.fields[1].isRequired)
        return isNothing ? Credentials() : Credentials(email: email, password: password)
    }

    /// What is wrong with a form that nobody can be signed in by: what was left empty where nothing else said who it is,
    /// else that email and password do not match.
    static func refusal(_ form: BoundForm, takesNames: Bool = false) -> Failures {
        let missing = form.fields.prefix(2).map(\.name).filter { form[$0].isEmpty }
        guard !missing.isEmpty else {
            return Failures([Failures.whole: [takesNames ? PageTexts.signInByNameFailed : PageTexts.signInFailed]])
        }
        return Failures(Dictionary(missing.map { ($0, [FieldMessages.required]) }) { first, _ in first })
    }

    /// - Parameters:
    ///   - areRequired: whether the browser must insist on them: not where a backend goes by the request alone.
    ///   - takesNames: whether accounts have names to sign in by, besides their addresses.
    static func fields(areRequired: Bool, takesNames: Bool = false) -> [FormField] {
        var email = FormField(AccountFormField.email, label: "Email")
        if takesNames {
            // A browser would refuse a name in a field for addresses.
            email.label = "Email or user name"
            email.placeholder = "Enter your email or user name"
            email.attributes = [.init("autocapitalize", "none"), .init("spellcheck", "false")]
        } else {
            email.widget = .email
            email.placeholder = "Enter your Email"
        }
        email.autocomplete = "username"
        email.maximumLength = 320
        var password = FormField(AccountFormField.password, label: "Password", .password)
        password.placeholder = "Enter your password"
        password.autocomplete = "current-password"
        (email.isRequired, password.isRequired) = (areRequired, areRequired)
        var remember = FormField("remember", label: "Keep me signed in", .boolean)
        remember.isRequired = false
        remember.initial = .boolean(true)
        // A box that is not ticked is not sent: this tells it from a program that knows no box.
        var isOffered = FormField("remember_offered", label: "", .hidden)
        isOffered.isRequired = false
        isOffered.initial = .text("1")
        return [email, password, remember, isOffered]
    }

    /// The fields for somebody who is signed in already.
    static func again(_ fields: [FormField]) -> [FormField] { Array(fields.prefix(2)) }

    /// Whether to stay signed in when the browser closes; nil where nobody was asked, and the site's setting counts.
    static func isRemembered(_ data: FormData) throws(FormDataError) -> Bool? {
        let value = try data.single("remember")
        let isOffered = try data.single("remember_offered") != nil
        guard value != nil || isOffered else { return nil }
        return BooleanText.isTrue(value ?? "")
    }
}
