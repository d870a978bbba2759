import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseTemplates

/// What pages show of an account: never the document itself.
enum UserView {
    static func model<User: Account>(of user: User) -> TemplateModel {
        let (first, last) = names(of: user)
        let name = first.isEmpty || last.isEmpty ? first + last : "\(first) \(last)"
        let email = EmailAddress.shown(user.email)
        // One that is empty is left out, so that a template's section for it is.
        func value(_ text: String) -> TemplateValue? { text.isEmpty ? nil : ["value": .text(text)] }
        return [
            "display_name": .text(name.isEmpty ? email : name), "first_name": value(first),
            "last_name": value(last), "email": value(email), "id": value(user.id?.keyText ?? ""),
        ]
    }

    static func json<User: Account>(of user: User) -> JSONValue {
        let (first, last) = names(of: user)
        return [
            "id": .string(user.id?.keyText ?? ""), "email": .string(user.email), "first_name": .string(first),
            "last_name": .string(last),
        ]
    }

    private static func names<User: Account>(of user: User) -> (String, String) {
        let schema = User.schema
        func text(_ name: String) -> String { schema.text(name, of: user) ?? "" }
        return (text(AccountField.firstName), text(AccountField.lastName))
    }
}
