import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments

/// What the index page shows of an account: never the document itself.
enum UserView {
    static func model<User: Account>(of user: User) throws -> [String: Any] {
        let document = try User.schema.encode(user)
        let first = document["first_name"]?.string ?? ""
        let last = document["last_name"]?.string ?? ""
        let name = [first, last].filter { !$0.isEmpty }.joined(separator: " ")
        let rows = [
            ("First name", first), ("Last name", last), ("Email", user.email), ("ID", user.id?.keyText ?? ""),
        ]
        return [
            "display_name": name.isEmpty ? user.email : name,
            "rows": rows.filter { !$0.1.isEmpty }.map { ["label": $0.0, "value": $0.1] },
        ]
    }
}
