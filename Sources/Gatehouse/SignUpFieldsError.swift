import GatehouseAuth
import GatehouseDocuments
import GatehouseWeb

/// The page for sign-up cannot make an account: members must have a value and nothing gives them one.
public struct SignUpFieldsError: Error, Sendable, CustomStringConvertible {
    /// The type of the accounts.
    public let type: String
    /// The members, by their names in the store.
    public let fields: [String]

    /// The type and its members, and the three ways to mend it.
    public var description: String {
        let names = fields.joined(separator: ", ")
        return
            "Nobody could sign up: the type \(type) needs a value for \(names), and the page for sign-up does not ask "
            + "for it. Add it to web.accountFields, give its field a default (.missing(…)) or make the property optional; "
            + "where the application makes accounts by itself, turn the page off (web.pages[.signUp] = nil)."
    }

    /// - Throws: ``SignUpFieldsError``.
    static func check<User: Account>(_ type: User.Type, _ settings: WebSettings) throws {
        guard settings.pages[.signUp] != nil else { return }
        let given = ["_id", AccountField.email, AccountField.password] + settings.accountFields
        let unfilled = User.schema.unfilled(given: Set(given))
        guard unfilled.isEmpty else { throw SignUpFieldsError(type: "\(type)", fields: unfilled) }
    }
}
