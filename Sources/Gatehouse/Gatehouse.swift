public import GatehouseAuth
public import GatehouseDocuments
public import GatehouseForms
import GatehouseMail
public import GatehouseMongo
import GatehouseMongoStores
import GatehousePasswords
public import GatehouseSessions
public import GatehouseTemplates
public import GatehouseWeb
public import HTTPTypes
public import Hummingbird
public import HummingbirdCore
import Logging
public import ServiceLifecycle

/// A site's accounts and sessions in MongoDB, and the pages and middleware over them.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings)
/// let router = Router(context: GatehouseContext<User>.self)
/// gatehouse.addMiddleware(to: router)
/// gatehouse.addPages(to: router)
/// router.group("notes", requiring: .signedIn).get { _, context in "Hello \(context.user.firstName)" }
/// try await Application(router: router, server: gatehouse.server, services: [gatehouse]).runService()
/// ```
public final class Gatehouse<User: Account>: Sendable, Service {
    /// The accounts.
    public let accounts: Accounts<User>
    /// Where the documents are: for the application's own, too.
    ///
    /// ```swift
    /// let notes = Documents(Note.self, in: gatehouse.database)
    /// ```
    public let database: DocumentDatabase
    private let client: MongoClient?
    /// The connection to the database, for transactions, streams of changes and what else documents do not cover.
    ///
    /// - Throws: ``InMemoryError`` for a site that tests run in memory.
    public var mongo: MongoClient { get throws { try client ?? { throw InMemoryError() }() } }
    /// What an operator does with accounts.
    public var administration: AccountAdministration<User> {
        AccountAdministration(
            accounts, sessions: sessions, demands: demands, notifier: mail?.notifier ?? NoNotifier())
    }
    private let demands: PasswordDemands<User>?
    /// Where the sessions are. Most engines are a `SessionDirectory` too, which lists and ends them.
    public let sessions: any SessionStore
    /// What happens to an account from sign-up to deletion, without pages.
    public let lifecycle: AccountLifecycle<User>
    private let passwords: PasswordHashing
    private let web: GatehouseWeb<User>
    private let cleaner: SessionCleaner?
    private let mail: SiteMail?
    /// How long mails that wait may take at the end.
    private let mailDrain: Duration
    private let logger: Logger

    /// Connects, and makes the indexes that are not there yet.
    ///
    /// - Parameter features: what the site has besides accounts and their pages.
    /// - Throws: ``WeakSecretKeyError``, `SessionPolicyError`; `MongoError` when the database cannot be reached within the settings' `startTimeout`, which names
    ///   each server and the cause; `IndexConflictError` when an index
    ///   that is there lets two accounts have one address, or breaks something else; `DocumentError` when a unique index
    ///   cannot be made because stored accounts share an address; `SignUpFieldsError`, `BackendSelectionError`;
    ///   ``SignUpConditionError``, ``FeatureError``, and what features throw that lack something; what the engine of the sessions throws;
    ///   `DocumentError` with code `unknownField` or `keptAside` for a field that cannot be kept beside the documents.
    public init(
        _ type: User.Type = User.self, _ settings: GatehouseSettings,
        @FeatureBuilder<User> features: @Sendable () -> [any Feature<User>] = { [] }
    ) async throws {
        try WeakSecretKeyError.check(settings)
        try settings.web.sessions.check()
        try SignUpFieldsError.check(type, settings.web)
        if let aside = settings.fieldsAside { try User.schema.check(aside) }
        let client = settings.isInMemory ? nil : try MongoClient(settings.mongo)
        let whole = client.map(DocumentDatabase.mongo) ?? .memory()
        let database = settings.fieldsAside.map { whole.keeping($0, of: User.collection) } ?? whole
        let passwords = PasswordHashing(
            settings.hashers, rehashes: settings.rehashesPasswords, limits: settings.hashLimits,
            executor: HashingExecutor(settings.hashing))
        let documents = Documents(User.self, in: database)
        let mongoThrottles =
            settings.throttleStore == nil ? client.map { MongoThrottleStore(client: $0) } : nil
        var settings = settings
        settings.web.sessions.now = settings.now
        let demands =
            settings.gate.hasDemands ? PasswordDemands<User>(in: database, now: settings.now) : nil
        self.client = client
        self.database = database
        self.demands = demands
        self.passwords = passwords
        logger = settings.logger
        mailDrain = settings.mail?.limits.drain ?? .zero
        let accounts: Accounts<User>
        var started: SiteMail?
        do {
            try await client?.reach(within: settings.mongo.startTimeout)
            let ground = FeatureGround(
                documents: documents, database: database, passwords: passwords, keys: settings.keys,
                settings: settings.web, now: settings.now, logger: settings.logger)
            let parts = try features().map { try $0.assemble(ground) }
            let conditions = parts.flatMap(\.signUpConditions)
            if let client { try await SignUpConditionError.check(conditions.map(\.name), client) }
            let factors = parts.flatMap(\.factors).map(\.factor)
            let catalog = BackendCatalog(
                documents, passwords: passwords, header: settings.remoteHeader, own: parts.flatMap(\.backends),
                names: parts.flatMap(\.accountNames))
            let browsers = settings.gate.rememberedBrowsers(in: database, factors.count, settings.now)
            var made = Accounts(
                documents, passwords: passwords, policy: settings.passwordPolicy,
                siteWords: [settings.web.siteName], keys: settings.keys,
                backends: try catalog.select(settings.backends, and: parts.flatMap(\.backends)),
                signUpFields: settings.web.accountFields,
                conditions: conditions.isEmpty ? nil : SignUpConditions(conditions, in: database),
                steps: try settings.gate.steps(settings, demands, factors: factors)
                    + parts.flatMap(\.steps),
                factors: factors,
                records: parts.flatMap(\.records) + (demands.map { [$0.record] } ?? [])
                    + (documents.aside.map { _ in [.aside(documents)] } ?? [])
                    + (browsers.map { [.rememberedBrowsers($0)] } ?? []),
                deletions: database, groups: Documents(AccountGroup.self, in: database),
                throttles: settings.throttles,
                throttleStore: settings.throttleStore ?? mongoThrottles ?? MemoryThrottleStore(),
                events: settings.events.adding(
                    parts.flatMap(\.handlers) + (browsers.map { [$0.handler(settings.logger)] } ?? [])),
                trustsSessionsWithoutHash: settings.trustsSessionsWithoutHash,
                now: settings.now)
            made.rememberedBrowsers = browsers
            accounts = made
            self.accounts = accounts
            sessions = try await settings.sessionEngine.makeStore(
                SessionEngine.Parts(
                    client: client, keys: settings.keys, policy: settings.web.sessions,
                    logger: settings.logger))
            if !sessions.canRevoke {
                settings.logger.warning(
                    "Sessions live in the cookies: a session that was signed out counts on for whoever kept its cookie")
            }
            if let directory = sessions as? any SessionDirectory, !directory.removesExpired {
                cleaner = SessionCleaner(
                    directory, policy: settings.web.sessions, logger: settings.logger)
            } else {
                cleaner = nil
            }
            started = try SiteMail(settings, in: database, features: parts)
            mail = started
            let lifecycle = AccountLifecycle(
                accounts, sessions: sessions,
                tokens: SingleUseTokens(in: database, now: settings.now),
                notifier: mail?.notifier ?? NoNotifier(), in: database, settings: settings.lifecycle)
            self.lifecycle = lifecycle
            web = try GatehouseWeb(
                accounts: accounts, lifecycle: lifecycle, sessions: sessions, settings: settings.web,
                keys: settings.keys,
                sendsMail: mail != nil, features: parts,
                logger: settings.logger, caution: { [mail] in mail?.sender.trouble }
            ) {
                try await client?.ping()
                try await documents.checkIndexes()
            }
            var reports = [try await accounts.ensureIndexes()]
            if let mongoThrottles { reports.append(try await mongoThrottles.ensureIndexes()) }
            if let browsers { reports.append(try await browsers.ensureIndexes()) }
            for report in try await reports + lifecycle.ensureIndexes() + web.ensureIndexes()
                + (mail?.ensureIndexes() ?? [])
            {
                report.log(to: settings.logger)
            }
            // Also what waits since before the start.
            mail?.sender.start()
        } catch {
            await started?.shutdown(within: .zero)
            try? await client?.shutdown()
            try? await passwords.shutdown()
            throw error
        }
    }

    /// The server for the application: `Application(router: router, server: gatehouse.server, services: [gatehouse])`.
    ///
    /// It bounds what clients may take, as `settings.web.server` says, and answers what could be read in two ways
    /// with 400. Hummingbird's own, `.http1()`, waits for slow clients without end.
    public var server: HTTPServerBuilder { web.server }

    /// Adds sessions, the user, CSRF protection, security headers and error pages to routes that are added later,
    /// and the routes `/healthz` and `/readyz`.
    public func addMiddleware<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        web.addMiddleware(to: router)
    }

    /// Adds the pages that are on: `/`, `/index/`, `/signin/`, `/signup/`, `/signout/` and those of the account.
    public func addPages<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        web.addPages(to: router)
    }

    /// A page of the application's own, by a template of its own, in the look of the others.
    ///
    /// - Parameters:
    ///   - template: its name; `notes` is the file `notes.mustache` of one of the template folders.
    ///   - model: what it shows.
    ///   - form: a form that it shows, in the visitor's language.
    ///   - status: by default 422 with a form that has failures, else 200.
    ///   - visit: `context.visit`.
    /// - Throws: `TemplateError` when there is no such template; 503 when a store fails.
    public func page(
        _ template: String, _ model: TemplateModel = [:], form: BoundForm? = nil, status: HTTPResponse.Status? = nil,
        for visit: Visit<User>
    ) async throws -> Response {
        try await web.page(template, model, form: form, status: status, for: visit)
    }

    /// Goes on with somebody's sign-in after a step of the gate that the application has a page of its own for: asks the
    /// gate again, and answers with the way to the page that the visitor wanted, or to the next step's.
    ///
    /// - Parameters:
    ///   - next: where the visitor wanted to go, as a path of the site; nil for the index page.
    ///   - context: the request's context.
    /// - Throws: 401 for a program where nobody waits; a browser is sent to sign-in.
    public func continueSignIn<Context: GatehouseRequestContext>(
        next: String? = nil, _ request: Request, _ context: Context
    ) async throws -> Response where Context.User == User {
        try await web.continueSignIn(next: next, request, context)
    }

    /// What the site's features offer to operators, for ``run(command:)``.
    public var commands: [FeatureCommand<User>] { web.commands }

    /// Does a command that a feature brings, as an operator typed it.
    ///
    /// - Parameter arguments: its name and what follows.
    /// - Returns: what to print.
    /// - Throws: ``FeatureError`` that lists the commands, for one that there is not; what the command throws.
    public func run(command arguments: [String]) async throws -> String { try await web.run(command: arguments) }

    /// Does what the engine of the sessions needs done beside requests until graceful shutdown, then closes what it
    /// opened.
    public func run() async throws {
        var services = web.services
        if let cleaner { services.append(cleaner) }
        if let service = sessions as? any Service { services.append(service) }
        await withTaskGroup(of: Void.self) { group in
            // Without a server there is nothing to warm up; each request tries anew.
            group.addTask { [client] in try? await client?.warmUp(connections: Self.warmConnections) }
            group.addTask { [accounts, logger] in await Self.tellOfSpellings(in: accounts, logger) }
            for service in services { group.addTask { [logger] in await Self.run(service, logger) } }
            try? await gracefulShutdown()
            group.cancelAll()
        }
        try await shutdown()
    }

    /// Runs a service, and tells when it fails: the site goes on without it.
    private static func run(_ service: any Service, _ logger: Logger) async {
        do {
            try await service.run()
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "A service beside requests ended", metadata: ["service": "\(type(of: service))", "error": "\(error)"])
        }
    }

    /// Tells how many accounts another program stored with addresses in a spelling of its own.
    private static func tellOfSpellings(in accounts: Accounts<User>, _ logger: Logger) async {
        let count: Int
        do {
            count = try await accounts.countUncanonicalEmails()
        } catch is CancellationError {
            return
        } catch {
            logger.warning(
                """
                Could not count the accounts whose addresses are not stored in the site's own form. \
                `gatehouse users canonicalize-emails` shows and mends them
                """, metadata: ["error": "\(error)"])
            return
        }
        guard count > 0 else { return }
        logger.notice(
            """
            Accounts have addresses that are not stored in the site's own form; they sign in by every spelling. \
            `gatehouse users canonicalize-emails` shows and mends them
            """, metadata: ["count": "\(count)"])
    }

    /// As many as a moment's requests need: two batches of sessions and two of accounts may be under way at a time.
    private static var warmConnections: Int { 4 }

    /// Closes what it opened. Call it once, where it does not run as a `Service`.
    public func shutdown() async throws {
        await web.finish()
        await accounts.events.drain()
        await mail?.shutdown(within: mailDrain)
        try await passwords.shutdown()
        try await client?.shutdown()
    }
}
