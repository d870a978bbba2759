public import GatehouseAuth
public import GatehouseBase
public import GatehouseForms

/// A way to sign up without a password, such as with a passkey.
///
/// Where the site can send email, it mails a link. Following the link sets up the way to sign in and makes the account, so
/// nobody can set one up for an address that they cannot read.
public struct SignUpWay<User: Account>: Sendable {
    /// What somebody has shown, checked and used up.
    public struct Shown: Sendable {
        /// How the account's owner is signed in.
        public let methods: [AuthenticationMethod]
        /// Gives it to the account that was made.
        let attach: @Sendable (User) async throws -> Void

        /// Something shown.
        ///
        /// - Parameter attach: gives it to the account that was made; when it throws, the account goes again.
        public init(_ methods: [AuthenticationMethod], attach: @escaping @Sendable (User) async throws -> Void) {
            self.methods = methods
            self.attach = attach
        }
    }

    /// Its name in the path: `passkey` for `/signup/passkey/`.
    public let name: String
    /// The link to it on the sign-up page, in English.
    public let title: String
    /// The template of its page. It has `form`, `action`; `asks`, where what the account is signed in to with is asked for
    /// here; `email`, where the link of a mail has led here.
    public let template: String
    /// The fields that hold what is shown.
    public let fields: [FormField]
    /// What its page answers to programs besides the fields, for OpenAPI.
    let answer: [String: APIType]
    let begin: @Sendable (PageContext<User>, String?) async throws -> [(String, JSONValue)]
    let check: @Sendable (PageContext<User>, BoundForm) async throws -> Shown

    /// A way.
    ///
    /// - Parameters:
    ///   - answer: the members of what programs get, for OpenAPI.
    ///   - begin: makes them; gets the address, which is nil while nobody has typed it.
    ///   - check: checks what was sent and uses it up; throws `InvalidInput` for what is not taken.
    public init(
        _ name: String, title: String, template: String, fields: [FormField], answer: [String: APIType] = [:],
        begin: @escaping @Sendable (PageContext<User>, String?) async throws -> [(String, JSONValue)],
        check: @escaping @Sendable (PageContext<User>, BoundForm) async throws -> Shown
    ) {
        self.name = name
        self.title = title
        self.template = template
        self.fields = fields
        self.answer = answer
        self.begin = begin
        self.check = check
    }
}
