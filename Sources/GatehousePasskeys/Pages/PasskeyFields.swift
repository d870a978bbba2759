import GatehouseForms

extension FormField {
    /// What a browser sends of a passkey, as its `toJSON` writes it.
    static var passkey: FormField {
        var field = FormField("credential", .hidden)
        field.maximumLength = SentPasskey.maximumSize
        // A page without its script is told so by words of its own.
        field.isRequired = false
        return field
    }

    /// What the owner calls it.
    static var passkeyName: FormField {
        var field = FormField("name", label: "Name")
        field.maximumLength = Passkey.maximumNameLength
        field.autocomplete = "off"
        return field
    }
}
