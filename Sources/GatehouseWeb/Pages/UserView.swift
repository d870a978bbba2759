import GatehouseAuth
import GatehouseDocuments
import GatehouseJSON
import GatehouseTemplates

/// What pages show of an account: never the document itself.
enum UserView {
    static func model<User: Account>(of user: User) -> TemplateModel {
        let (first, last) = names(of: user)
        let name = [first, last].filter { !$0.isEmpty }.joined(separator: " ")
        let key = user.id?.keyText ?? ""
        let values = [("first_name", first), ("last_name", last), ("email", user.email), ("id", key)]
        var model: TemplateModel = ["display_name": .text(name.isEmpty ? user.email : name)]
        // One that is empty is left out, so that a template's section for it is.
        for (name, value) in values where !value.isEmpty { model[name] = ["value": .text(value)] }
        return model
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
        return (text("first_name"), text("last_name"))
    }
}
