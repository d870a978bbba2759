public import GatehouseAuth
package import GatehouseDocuments
public import GatehouseForms
import GatehouseMessages
public import GatehouseSessions
public import GatehouseSigning
public import GatehouseTemplates
public import HTTPTypes
public import Hummingbird
public import HummingbirdCore
public import Logging
package import ServiceLifecycle

/// The web side of a site: middleware that tells who makes a request, and the pages of the account.
public struct GatehouseWeb<User: Account>: Sendable {
    let accounts: Accounts<User>
    private let pages: AccountPages<User>
    private let look: FeatureLook
    let sessions: any SessionStore
    let renderer: PageRenderer
    let health: HealthPages
    private let keys: SecretKeys
    private let trustedOrigins: TrustedOrigins
    private let later: AfterAnswers
    /// Which routers have the pages.
    private let switches = Switches()

    /// The web side over accounts and sessions.
    ///
    /// - Parameters:
    ///   - keys: the secret keys that sign messages and CSRF tokens.
    ///   - sendsMail: whether what the lifecycle tells reaches somebody; pages that need it are off where it does not.
    ///   - features: what the site's own features bring.
    ///   - logger: for what no single request can tell.
    ///   - caution: what operators should know of a site that is ready all the same; nil for nothing.
    ///   - isReady: throws when the site's store does not answer or lacks its indexes.
    /// - Throws: ``MissingMailError``, ``OriginError``, ``ProtectedFieldsError``; `TemplateError` and `TextCatalogError` for templates and languages that cannot be used.
    public init(
        accounts: Accounts<User>, lifecycle: AccountLifecycle<User>, sessions: any SessionStore, settings: WebSettings,
        keys: SecretKeys, sendsMail: Bool, features: [FeatureParts<User>] = [],
        logger: Logger = Logger(label: "gatehouse"), caution: @escaping @Sendable () -> String? = { nil },
        isReady: @escaping @Sendable () async throws -> Void
    ) throws {
        self.accounts = accounts
        self.sessions = sessions
        self.keys = keys
        later = AfterAnswers(logger: logger)
        var settings = settings
        try SiteOrigin.check(settings)
        trustedOrigins = try TrustedOrigins(settings.trustedOrigins)
        try ProtectedFieldsError.check(User.self, settings)
        if !sendsMail {
            for page in [PageName.passwordReset, .emailVerification, .emailChange] + features.flatMap(\.pagesWithMail) {
                settings.pages[page] = nil
            }
            guard !settings.verifiesBeforeSignUp else { throw MissingMailError() }
        }
        for page in [PageName.signInVerification, .signInPassword, .signInFactor]
        where !accounts.steps.contains(where: { $0.path == settings.pages[page] }) { settings.pages[page] = nil }
        if !lifecycle.supportsEmailVerification { settings.pages[.emailVerification] = nil }
        if !lifecycle.supportsEmailChange { settings.pages[.emailChange] = nil }
        if !lifecycle.canListDevices { settings.pages[.devices] = nil }
        let kept = KeptForms(keys: keys)
        let remembering = accounts.rememberedBrowsers.map { [RememberedBrowsersFeature<User>($0).parts()] } ?? []
        let features = StandardFeatures.around(features + remembering, settings)
        look = try FeatureLook(features, builtIn: BuiltInTemplates.all, paths: settings.pages)
        renderer = try PageRenderer(
            settings: settings, pages: Set(PageName.all.filter { settings.pages[$0] != nil }), look: look,
            owners: kept.owners)
        pages = AccountPages(
            Site(accounts: accounts, lifecycle: lifecycle, settings: settings, logger: logger), renderer: renderer,
            features: features, kept: kept, sendsMail: sendsMail)
        try pages.check()
        health = HealthPages(check: isReady, caution: caution)
    }

    /// The server for its settings.
    public var server: HTTPServerBuilder {
        let settings = renderer.settings
        return .guarded(
            by: settings.server, proxies: settings.trustedProxies, isHTTPS: settings.isHTTPS,
            pathPrefix: settings.pathPrefix)
    }

    /// Adds the middleware, and the routes that need none of it: `/healthz`, `/readyz` and the static files.
    ///
    /// Routes must be added after it to have a session and a user.
    public func addMiddleware<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        let settings = renderer.settings
        let errors = ErrorPages(renderer: renderer)
        router.addMiddleware {
            AnswerMiddleware(headers: SecurityHeaders(isHTTPS: settings.isHTTPS), errors: errors)
        }
        health.add(to: router)
        StaticFiles.add(look.files.values, to: router)
        router.addMiddleware {
            VisitMiddleware(
                hosts: HostCheck(allowed: settings.hosts),
                methods: MethodCheck(allowed: pages.methods, isOn: switches[router]),
                sessions: SessionStep(store: sessions, settings: settings),
                messages: MessageCookie(settings: settings, keys: keys),
                csrf: CSRFCheck(settings: settings, keys: keys, trusted: trustedOrigins),
                knownBrowsers: KnownBrowserCookie(settings: settings), later: later, errors: errors,
                keeping: FormKeeping(pages: pages), accounts: accounts)
        }
    }

    /// Adds the pages that are on: `/`, `/index/`, `/signin/`, `/signup/`, `/signout/` and those of the account.
    public func addPages<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        switches[router].set()
        pages.add(to: router)
    }

    /// Goes on with somebody's sign-in after a step of the gate.
    ///
    /// - Throws: 401 for a program where nobody waits; a browser is sent to sign-in.
    public func continueSignIn<Context: GatehouseRequestContext>(
        next: String?, _ request: Request, _ context: Context
    ) async throws -> Response where Context.User == User {
        try await PageContext(request, context, pages).continueSignIn(next: next)
    }

    /// Waits for what is still to be done after answers, such as mails that are to be written.
    package func finish(within time: Duration = .seconds(5)) async { await later.drain(for: time) }

    /// What its features do beside requests.
    package var services: [any Service] { pages.features.flatMap { $0.services(pages.site) } }

    /// Makes the indexes of its features' collections.
    ///
    /// - Throws: `MongoError`.
    package func ensureIndexes() async throws -> [IndexReport] {
        var reports: [IndexReport] = []
        for feature in pages.features { reports += try await feature.ensureIndexes() }
        return reports
    }

    /// What its features offer to operators.
    package var commands: [FeatureCommand<User>] { pages.features.flatMap(\.commands) }

    /// Does a feature's command.
    ///
    /// - Parameter arguments: its name and what follows.
    /// - Returns: what to print.
    /// - Throws: ``FeatureError`` for one that there is not; what the command throws.
    package func run(command arguments: [String]) async throws -> String {
        guard let name = arguments.first, let command = commands.first(where: { $0.name == name }) else {
            let known = commands.map { "\($0.name): \($0.summary)" }.joined(separator: "\n")
            throw FeatureError(known.isEmpty ? "no feature has commands" : "the commands are:\n\(known)")
        }
        return try await command.run(pages.site, Array(arguments.dropFirst()))
    }

    /// A page of the site's own, by a template of its own, in the look of the others.
    ///
    /// - Parameters:
    ///   - template: its name; `notes` is the file `notes.mustache` of one of the template folders.
    ///   - model: what it shows.
    ///   - form: a form that it shows under the name `form`, in the visitor's language.
    ///   - status: by default 422 with a form that has failures, else 200.
    ///   - visit: `context.visit`.
    /// - Throws: `TemplateError` when there is no such template; 503 when a store fails.
    public func page(
        _ template: String, _ model: TemplateModel = [:], form: BoundForm? = nil, status: HTTPResponse.Status? = nil,
        for visit: Visit<User>
    ) async throws -> Response {
        var model = model
        if let form { model = try await renderer.model(of: form, for: visit).merging(model) }
        return try await renderer.page(template, status: status ?? form?.status ?? .ok, model, for: visit)
    }
}
