public import GatehouseAuth
public import GatehouseDocuments
public import GatehouseMongo
import GatehouseMongoStores
import GatehousePasswords
public import GatehouseSessions
public import GatehouseWeb
public import Hummingbird
import Logging
public import ServiceLifecycle

/// A site's accounts and sessions in MongoDB, and the pages and middleware over them.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, configuration)
/// let router = Router(context: GatehouseContext<User>.self)
/// gatehouse.addMiddleware(to: router)
/// gatehouse.addPages(to: router)
/// router.group("notes", requiring: .signedIn).get { _, context in "Hello \(context.user.firstName)" }
/// try await Application(router: router, services: [gatehouse]).runService()
/// ```
public final class Gatehouse<User: Account>: Sendable, Service {
    /// The accounts.
    public let accounts: Accounts<User>
    /// The connection to the database, for the application's own documents too.
    public let mongo: MongoClient
    /// What an operator does with accounts.
    public var administration: AccountAdministration<User> { AccountAdministration(accounts, sessions: sessions) }
    /// Where the sessions are. Most engines are a `SessionDirectory` too, which lists and ends them.
    public let sessions: any SessionStore
    private let passwords: PasswordHashing
    private let web: GatehouseWeb<User>
    private let cleaner: SessionCleaner?

    /// Connects, and makes the indexes that are not there yet.
    ///
    /// - Parameter ownBackends: ways to tell who somebody is besides the built-in ones. They are asked where
    ///   ``GatehouseConfiguration/backends`` names them.
    /// - Throws: `MongoError` when the database cannot be reached within the timeout, or when a unique index cannot be
    ///   made because stored accounts share an address; `BackendSelectionError`; what the engine of the sessions throws.
    public init(
        _ type: User.Type = User.self, _ configuration: GatehouseConfiguration,
        ownBackends: @Sendable (Documents<User>) -> [any AuthenticationBackend<User>] = { _ in [] }
    ) async throws {
        let mongo = try MongoClient(configuration.mongo)
        let passwords = PasswordHashing(
            configuration.hashers, rehashes: configuration.rehashesPasswords,
            executor: HashingExecutor(configuration.hashing))
        let documents = Documents(User.self, client: mongo)
        let throttleStore = MongoThrottleStore(client: mongo)
        self.mongo = mongo
        self.passwords = passwords
        let accounts: Accounts<User>
        do {
            let catalog = BackendCatalog(
                documents, passwords: passwords, header: configuration.remoteHeader, own: ownBackends(documents))
            accounts = Accounts(
                documents, passwords: passwords, policy: configuration.passwordPolicy,
                siteWords: [configuration.web.siteName], keys: configuration.web.keys,
                backends: try catalog.select(configuration.backends),
                groups: Documents(AccountGroup.self, client: mongo), throttles: configuration.throttles,
                throttleStore: throttleStore, events: configuration.events,
                trustsSessionsWithoutHash: configuration.trustsSessionsWithoutHash,
                now: configuration.web.sessions.now)
            self.accounts = accounts
            sessions = try await configuration.sessionEngine.makeStore(
                SessionEngine.Parts(
                    mongo: mongo, keys: configuration.web.keys, policy: configuration.web.sessions,
                    logger: configuration.logger))
            if !sessions.canRevoke {
                configuration.logger.warning(
                    "Sessions live in the cookies: a session that was signed out counts on for whoever kept its cookie")
            }
            if let directory = sessions as? any SessionDirectory, !directory.removesExpired {
                cleaner = SessionCleaner(
                    directory, policy: configuration.web.sessions, logger: configuration.logger)
            } else {
                cleaner = nil
            }
            web = try GatehouseWeb(accounts: accounts, sessions: sessions, settings: configuration.web) {
                try await mongo.ping()
                try await documents.checkIndexes()
            }
            try await documents.ensureIndexes()
            try await throttleStore.ensureIndexes()
        } catch {
            try? await mongo.shutdown()
            try? await passwords.shutdown()
            throw error
        }
    }

    /// Adds sessions, the user, CSRF protection, security headers and error pages to routes that are added later,
    /// and the routes `/healthz` and `/readyz`.
    public func addMiddleware<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        web.addMiddleware(to: router)
    }

    /// Adds the pages: `/`, `/index/`, `/signin/`, `/signup/` and `/signout/`.
    public func addPages<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        web.addPages(to: router)
    }

    /// Does what the engine of the sessions needs done beside requests until graceful shutdown, then closes what it
    /// opened.
    public func run() async throws {
        var services: [any Service] = []
        if let cleaner { services.append(cleaner) }
        if let service = sessions as? any Service { services.append(service) }
        await withTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try? await service.run() } }
            try? await gracefulShutdown()
            group.cancelAll()
        }
        try await shutdown()
    }

    /// Closes what it opened. Call it once, where it does not run as a `Service`.
    public func shutdown() async throws {
        await accounts.events.drain()
        try await passwords.shutdown()
        try await mongo.shutdown()
    }
}
