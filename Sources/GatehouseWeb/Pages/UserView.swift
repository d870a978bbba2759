import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseJSON

/// What pages show of an account: never the document itself.
enum UserView {
    static func model<User: Account>(of user: User) throws -> [String: Any] {
        let (first, last) = try names(of: user)
        let name = [first, last].filter { !$0.isEmpty }.joined(separator: " ")
        let key = user.id?.keyText ?? ""
        let values = [("first_name", first), ("last_name", last), ("email", user.email), ("id", key)]
        var model: [String: Any] = ["display_name": name.isEmpty ? user.email : name]
        // One that is empty is left out, so that a template's section for it is.
        for (name, value) in values where !value.isEmpty { model[name] = ["value": value] }
        return model
    }

    static func json<User: Account>(of user: User) throws -> JSONValue {
        let (first, last) = try names(of: user)
        return [
            "id": .string(user.id?.keyText ?? ""), "email": .string(user.email), "first_name": .string(first),
            "last_name": .string(last),
        ]
    }

    private static func names<User: Account>(of user: User) throws -> (String, String) {
        let document = try User.schema.encode(user)
        return (document["first_name"]?.string ?? "", document["last_name"]?.string ?? "")
    }
}
