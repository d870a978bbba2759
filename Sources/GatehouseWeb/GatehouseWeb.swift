public import GatehouseAuth
public import GatehouseForms
import GatehouseMessages
public import GatehouseSessions
public import GatehouseSigning
public import GatehouseTemplates
public import HTTPTypes
public import Hummingbird

/// The web side of a site: middleware that tells who makes a request, and the pages of the account.
public struct GatehouseWeb<User: Account>: Sendable {
    let accounts: Accounts<User>
    let lifecycle: AccountLifecycle<User>
    let sessions: any SessionStore
    let renderer: PageRenderer
    let health: HealthPages
    private let keys: SecretKeys
    /// Which routers have the pages.
    private let switches = Switches()

    /// The web side over accounts and sessions.
    ///
    /// - Parameters:
    ///   - keys: the secret keys that sign messages and CSRF tokens.
    ///   - sendsMail: whether what the lifecycle tells reaches somebody; pages that need it are off where it does not.
    ///   - isReady: throws when the site's store does not answer or lacks its indexes.
    /// - Throws: ``MissingMailError``, ``OriginError``; `TemplateError` and `TextCatalogError` for templates and languages that cannot be used.
    public init(
        accounts: Accounts<User>, lifecycle: AccountLifecycle<User>, sessions: any SessionStore, settings: WebSettings,
        keys: SecretKeys, sendsMail: Bool, isReady: @escaping @Sendable () async throws -> Void
    ) throws {
        self.accounts = accounts
        self.lifecycle = lifecycle
        self.sessions = sessions
        self.keys = keys
        var settings = settings
        try SiteOrigin.check(settings)
        if !sendsMail {
            for page in [PageName.passwordReset, .emailVerification, .emailChange] { settings.pages[page] = nil }
            guard !settings.verifiesBeforeSignUp else { throw MissingMailError() }
        }
        if !lifecycle.supportsEmailVerification { settings.pages[.emailVerification] = nil }
        if !lifecycle.supportsEmailChange { settings.pages[.emailChange] = nil }
        if !lifecycle.canListDevices { settings.pages[.devices] = nil }
        renderer = try PageRenderer(
            settings: settings, pages: Set(PageName.all.filter { settings.pages[$0] != nil }))
        health = HealthPages(check: isReady)
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
        StaticFiles.add(to: router)
        router.addMiddleware {
            VisitMiddleware(
                hosts: HostCheck(allowed: settings.hosts),
                methods: MethodCheck(allowed: pages(for: Context.self).methods, isOn: switches[router]),
                sessions: SessionStep(store: sessions, settings: settings),
                messages: MessageCookie(settings: settings, keys: keys),
                csrf: CSRFCheck(settings: settings, keys: keys), errors: errors, accounts: accounts)
        }
    }

    /// Adds the pages that are on: `/`, `/index/`, `/signin/`, `/signup/`, `/signout/` and those of the account.
    public func addPages<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        switches[router].set()
        pages(for: Context.self).add(to: router)
    }

    /// Goes on with somebody's sign-in after a step of the gate.
    ///
    /// - Throws: 401 for a program where nobody waits; a browser is sent to sign-in.
    public func continueSignIn<Context: GatehouseRequestContext>(
        next: String?, _ request: Request, _ context: Context
    ) async throws -> Response where Context.User == User {
        try await pages(for: Context.self).continueSignIn(next: next, request, context)
    }

    private func pages<Context: GatehouseRequestContext>(
        for context: Context.Type
    ) -> AccountPages<Context> where Context.User == User {
        AccountPages<Context>(accounts: accounts, lifecycle: lifecycle, renderer: renderer)
    }

    /// A page of the site's own, by a template of its own, in the look of the others.
    ///
    /// - Parameters:
    ///   - template: its name; `notes` is the file `notes.mustache` of one of the template folders.
    ///   - model: what it shows.
    ///   - form: a form that it shows under the name `form`, in the visitor's language.
    ///   - visit: `context.visit`.
    /// - Throws: `TemplateError` when there is no such template; 503 when a store fails.
    public func page(
        _ template: String, _ model: TemplateModel = [:], form: BoundForm? = nil, status: HTTPResponse.Status = .ok,
        for visit: Visit<User>
    ) async throws -> Response {
        var model = model
        if let form {
            _ = try await visit.user
            let language = renderer.language(for: visit)
            model["form"] = form.templateModel { renderer.catalog.text($0 as Message.Words, in: language) }
        }
        return try await renderer.page(template, status: status, model, for: visit)
    }
}
