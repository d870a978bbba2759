import GatehouseBase
import GatehouseForms

/// What somebody typed into a form that could not be taken yet: because the session ended meanwhile, or the form was opened
/// in another one. Passwords are never in it.
struct KeptForm: Sendable, Equatable {
    /// Where the form is sent, as a path of the site.
    let path: String
    /// What was typed, in order.
    let fields: [FormData.Field]
    /// Whose form it was, by its ``FormOwners`` mark; nil where nobody knows.
    let owner: String?

    /// The form that was sent to a path.
    ///
    /// - Parameter secrets: more names of fields that are never kept.
    init(_ data: FormData, to path: String, owner: String?, secrets: Set<String>) {
        self.path = path
        self.owner = owner
        fields = data.fields.filter { !Self.isOurs($0.name) && !Self.isSecret($0.name) && !secrets.contains($0.name) }
    }

    /// The form of a JSON value; nil for one that ``json`` did not make.
    init?(_ json: JSONValue) {
        guard let path = json["path"]?.string, SafeRedirect.path(path, else: "") == path,
            case .array(let list)? = json["fields"]
        else { return nil }
        self.path = path
        owner = json["owner"]?.string
        fields = list.compactMap { field in
            guard case .array(let pair) = field, pair.count == 2, let name = pair[0].string, let value = pair[1].string
            else { return nil }
            return FormData.Field(name, value)
        }
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("path", .string(path)),
            .init("fields", .array(fields.map { [.string($0.name), .string($0.value)] })),
        ]
        if let owner { members.append(.init("owner", .string(owner))) }
        return .object(members)
    }

    /// The field in which the sign-in page carries a form that waits for it.
    static var fieldName: String { "kept" }
    /// The member of a session in which one waits that has to pass the gate first.
    static var sessionKey: String { "_gatehouse_kept" }

    private static func isOurs(_ name: String) -> Bool {
        [CSRFCheck.fieldName, FormOwners.fieldName].contains(name)
    }

    /// Whether a field's name says that its value is nobody's to keep. What our own pages ask for as a password has one of
    /// these names, too.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        if ["password", "passwd", "passwort", "passphrase", "secret"].contains(where: name.contains) { return true }
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.contains { ["pass", "pwd", "pin", "otp", "cvv", "cvc", "token"].contains($0) }
    }
}
