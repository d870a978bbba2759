public import GatehouseAuth
public import GatehouseDocuments
public import GatehouseForms
public import GatehouseTemplates
public import ServiceLifecycle

/// What a feature brings. Each part is optional.
public struct FeatureParts<User: Account>: Sendable {
    /// Pages and what they answer to programs.
    public var pages: [Page<User>] = []
    /// Those of the pages that are off where the site sends no mail.
    public var pagesWithMail: [PageName] = []
    /// Templates by name, in Mustache. An application's own of the same name goes before them.
    public var templates: [String: String] = [:]
    /// Languages as files of JSON, as `TextCatalog` reads them. The site's own go before them.
    public var texts: [[UInt8]] = []
    /// Files that pages use; templates have their paths as `files.NAME`.
    public var files: [String: StaticFile] = [:]
    /// Ways to tell who somebody is. Those that the site's list of backends does not name are asked last.
    public var backends: [any AuthenticationBackend<User>] = []
    /// Names, besides addresses, by which accounts sign in with their passwords: the sign-in page asks for either then.
    public var accountNames: [any AccountNames<User>] = []
    /// What the sign-in page offers besides the form.
    public var waysIn: [WayIn] = []
    /// Ways to make an account without a password, which the sign-up page links to.
    public var signUpWays: [SignUpWay<User>] = []
    /// What the sign-up page asks for besides the fields of the account, for ``signUpConditions``.
    public var signUpFields: [FormField] = []
    /// What must be so, or is used up, for an account to be made. Needs a replica set.
    public var signUpConditions: [SignUpCondition<User>] = []
    /// What is asked of people between showing who they are and being signed in.
    public var steps: [any GateStep<User>] = []
    /// What accounts can show besides a first proof, and how the sign-in page asks for it.
    public var factors: [FactorForm<User>] = []
    /// What stands on the page of the account's security.
    public var securitySections: [AccountSection<User>] = []
    /// What stands on the account's page.
    public var sections: [AccountSection<User>] = []
    /// What is kept about accounts.
    public var records: [AccountRecord<User>] = []
    /// What runs beside requests, until the site stops.
    public var services: @Sendable (Site<User>) -> [any Service] = { _ in [] }
    /// Handlers of account events.
    public var handlers: [AccountEvents.Handler] = []
    /// What an operator can do.
    public var commands: [FeatureCommand<User>] = []
    private(set) var indexes: [@Sendable () async throws -> IndexReport] = []

    /// Nothing.
    public init() {}

    /// Adds a collection; its indexes are made at the start.
    public mutating func add<Root>(_ documents: Documents<Root>) {
        indexes.append { try await documents.ensureIndexes() }
    }

    /// Makes the indexes of the collections.
    ///
    /// - Throws: `MongoError` when one cannot be made.
    func ensureIndexes() async throws -> [IndexReport] {
        var reports: [IndexReport] = []
        for make in indexes { reports.append(try await make()) }
        return reports
    }
}

/// Something that an operator can do by a feature.
public struct FeatureCommand<User: Account>: Sendable {
    /// Its name, as typed.
    public let name: String
    /// What it does, in a few words.
    public let summary: String
    let run: @Sendable (Site<User>, [String]) async throws -> String

    /// A command.
    ///
    /// - Parameter run: does it, with what was typed after the name, and returns what to print.
    public init(
        _ name: String, summary: String, run: @escaping @Sendable (Site<User>, [String]) async throws -> String
    ) {
        self.name = name
        self.summary = summary
        self.run = run
    }
}

/// A way to sign in that the sign-in page offers as a button.
public struct WayIn: Sendable {
    /// The page that the button sends to.
    public let page: PageName
    /// What follows the page's path, as `google/`.
    public let suffix: String
    /// What stands on it, in English.
    public let title: String
    /// The template that draws it; nil for a button that sends nothing but where to go afterwards.
    public let template: String?

    /// A button.
    ///
    /// - Parameter template: the template that draws it otherwise.
    public init(_ title: String, _ page: PageName, suffix: String = "", template: String? = nil) {
        self.template = template
        self.title = title
        self.page = page
        self.suffix = suffix
    }
}

/// What a feature shows on the account's page: a link, a part of the page, or both.
public struct AccountSection<User: Account>: Sendable {
    /// Where the link leads, and what it says in English; nil for no link.
    public let link: (page: PageName, title: String)?
    /// The template of the part; nil for none.
    public let template: String?
    /// What programs get of it, by its names in the model, which always has these.
    let answer: [String: APIType]
    let model: (@Sendable (User, Site<User>) async throws -> TemplateModel)?

    /// A link alone, which costs a page nothing.
    public init(_ title: String, _ page: PageName) {
        link = (page, title)
        template = nil
        answer = [:]
        model = nil
    }

    /// A part of the page.
    ///
    /// - Parameters:
    ///   - template: its template.
    ///   - link: a link to a page, too.
    ///   - answer: the names of the model that programs get too, on the page of the account's security; the model always
    ///     has them.
    ///   - model: what the template shows; its names are shared with the account's page and other features.
    public init(
        template: String, link: (page: PageName, title: String)? = nil, answer: [String: APIType] = [:],
        model: @escaping @Sendable (User, Site<User>) async throws -> TemplateModel
    ) {
        self.link = link
        self.template = template
        self.answer = answer
        self.model = model
    }
}

extension Array {
    /// What the parts of a page show. What the page itself shows goes before that, and an earlier part before a later one.
    func model<User: Account>(
        for user: User, _ site: Site<User>, over page: TemplateModel = [:]
    ) async throws -> TemplateModel where Element == AccountSection<User> {
        var model = page
        for section in self {
            guard let part = try await section.model?(user, site) else { continue }
            model = part.merging(model)
        }
        return model
    }
}
