import GatehouseAuth
import GatehouseForms

extension FormField {
    /// The address of the account.
    static var address: FormField {
        var field = FormField(AccountFormField.email, label: "Email", .email)
        field.autocomplete = "username"
        return field
    }

    /// Six digits of a mail.
    static var mailCode: FormField {
        var field = FormField("code", label: "Code of the email")
        field.autocomplete = "one-time-code"
        field.maximumLength = 64
        field.attributes = [.init("inputmode", "numeric")]
        return field
    }
}
