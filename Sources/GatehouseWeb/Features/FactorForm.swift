public import GatehouseAuth
public import GatehouseForms
public import GatehouseMessages
public import GatehouseTemplates

/// How the sign-in page asks for a second factor: its words and its form.
public struct FactorForm<User: Account>: Sendable {
    /// What is asked for.
    public let factor: any SecondFactor<User>
    /// The link to it where an account has several, in English: "Use a recovery code".
    public let title: Message.Words
    /// What to do, in English: "Enter the six digits that your app shows."
    public let help: Message.Words
    /// The fields whose values `check` gets, all of them texts.
    public let fields: [FormField]
    /// A template that is drawn before the form; nil for none.
    public let template: String?
    let model: (@Sendable (PageContext<User>, User) async throws -> TemplateModel)?
    let used: (@Sendable (PageContext<User>, User) async throws -> Void)?
    let refused: Message?
    let request: (@Sendable (PageContext<User>) async throws -> [String: String])?

    /// A form.
    ///
    /// - Parameters:
    ///   - template: a template that is drawn before the form.
    ///   - model: what it shows.
    ///   - used: called after it was shown rightly.
    ///   - refused: what is told where it is wrong; nil for the usual words about a code.
    ///   - request: what `check` gets of the request besides the form, over what a form could say.
    public init(
        _ factor: any SecondFactor<User>, title: Message.Words, help: Message.Words, fields: [FormField],
        template: String? = nil, model: (@Sendable (PageContext<User>, User) async throws -> TemplateModel)? = nil,
        used: (@Sendable (PageContext<User>, User) async throws -> Void)? = nil, refused: Message? = nil,
        request: (@Sendable (PageContext<User>) async throws -> [String: String])? = nil
    ) {
        self.factor = factor
        self.title = title
        self.help = help
        self.fields = fields
        self.template = template
        self.model = model
        self.used = used
        self.refused = refused
        self.request = request
    }
}
