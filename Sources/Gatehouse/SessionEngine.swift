public import GatehouseMongo
public import GatehouseMongoStores
public import GatehouseSessions
public import GatehouseSigning
public import Logging

/// Where a site keeps its sessions.
public struct SessionEngine: Sendable {
    /// What engines are made from.
    public struct Parts: Sendable {
        /// The site's database; nil for a site in memory.
        let client: MongoClient?
        /// The site's secret keys.
        public let keys: SecretKeys
        /// How long sessions live.
        public let policy: SessionPolicy
        /// For what an engine has to say.
        public let logger: Logger

        /// The parts of a site.
        public init(
            mongo: MongoClient, keys: SecretKeys, policy: SessionPolicy,
            logger: Logger = Logger(label: "gatehouse.sessions")
        ) {
            self.init(client: mongo, keys: keys, policy: policy, logger: logger)
        }

        init(client: MongoClient?, keys: SecretKeys, policy: SessionPolicy, logger: Logger) {
            self.client = client
            self.keys = keys
            self.policy = policy
            self.logger = logger
        }

        /// The site's database.
        ///
        /// - Throws: ``InMemoryError`` for a site that tests run in memory.
        public var mongo: MongoClient { get throws { try client ?? { throw InMemoryError() }() } }
    }

    private let open: @Sendable (Parts) async throws -> any SessionStore

    private init(open: @escaping @Sendable (Parts) async throws -> any SessionStore) { self.open = open }

    /// The engine's store, for programs beside the site: to list and to end sessions.
    ///
    /// - Throws: what the engine throws.
    public func makeStore(_ parts: Parts) async throws -> any SessionStore { try await open(parts) }

    /// An engine of your own. `SessionStoreConformance` of `GatehouseTesting` shows whether it does what it must.
    public static func custom(_ open: @escaping @Sendable (Parts) async throws -> any SessionStore) -> SessionEngine {
        SessionEngine(open: open)
    }

    /// The site's database. The default.
    public static let database = SessionEngine { parts in
        guard let client = parts.client else { return CacheSessionStore(now: parts.policy.now) }
        let store = MongoSessionStore(client: client)
        try await store.ensureIndexes().log(to: parts.logger)
        return store
    }

    /// The memory of this process: fast, and gone when it ends.
    ///
    /// - Parameter capacity: bytes; when they are used up, the sessions that were not used for longest go.
    public static func cache(capacity: Int = CacheSessionStore.defaultCapacity) -> SessionEngine {
        SessionEngine { CacheSessionStore(capacity: capacity, now: $0.policy.now) }
    }

    /// The site's database, read from memory. Needs `Gatehouse` to run as a `Service`, and a replica set for changes of
    /// other instances to count at once.
    ///
    /// - Parameters:
    ///   - capacity: the bytes that copies take together, about.
    ///   - staleness: how old a copy may be while no changes arrive.
    public static func cachedDatabase(
        capacity: Int = CacheSessionStore.defaultCapacity, staleness: Duration = CachedSessionStore.defaultStaleness
    ) -> SessionEngine {
        SessionEngine { parts in
            guard let client = parts.client else {
                return CacheSessionStore(capacity: capacity, now: parts.policy.now)
            }
            let store = CachedSessionStore(
                client: client, capacity: capacity, staleness: staleness, policy: parts.policy,
                logger: parts.logger)
            try await store.ensureIndexes().log(to: parts.logger)
            return store
        }
    }

    /// Files of a folder, which is made if it is not there.
    public static func file(folder: String = FileSessionStore.defaultFolder) -> SessionEngine {
        SessionEngine { _ in try FileSessionStore(folder: folder) }
    }

    /// The cookies themselves. A signed-out session lives on in a cookie that somebody kept.
    public static let signedCookie = SessionEngine {
        SignedCookieSessionStore(keys: $0.keys, policy: $0.policy)
    }

    /// The collection of a Django site that shares the database, the secret keys and the cookie.
    ///
    /// - Parameter layout: whose rows they are; nil to go by the rows and indexes that are there, and to write those of
    ///   django-mongodb-backend where there are none.
    public static func django(layout: DjangoSessionLayout? = nil) -> SessionEngine {
        SessionEngine { parts in
            let client = try parts.mongo
            let found = try await layout == nil ? DjangoSessionLayout.detect(in: client) : nil
            if try await !(layout ?? found ?? .mongoDBBackend).hasIndex(in: client) {
                parts.logger.warning(
                    """
                    Django's collection of sessions has no index on its keys: run Django's migrations, or every request \
                    with a cookie reads the whole collection
                    """)
            }
            return DjangoSessionStore(
                client: client, layout: layout ?? found ?? .mongoDBBackend, keys: parts.keys, policy: parts.policy)
        }
    }
}
