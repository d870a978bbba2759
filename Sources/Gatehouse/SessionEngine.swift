public import GatehouseMongo
public import GatehouseMongoStores
public import GatehouseSessions
public import GatehouseSigning

/// Where a site keeps its sessions.
public struct SessionEngine: Sendable {
    /// What engines are made from.
    public struct Parts: Sendable {
        /// The site's database.
        public let mongo: MongoClient
        /// The site's secret keys.
        public let keys: SecretKeys
        /// How long sessions live.
        public let policy: SessionPolicy
    }

    let open: @Sendable (Parts) async throws -> any SessionStore

    /// An engine of your own. `SessionStoreConformance` of `GatehouseTesting` shows whether it does what it must.
    public static func custom(_ open: @escaping @Sendable (Parts) async throws -> any SessionStore) -> SessionEngine {
        SessionEngine(open: open)
    }

    /// The site's database. The default.
    public static let database = SessionEngine { parts in
        let store = MongoSessionStore(client: parts.mongo)
        try await store.ensureIndexes()
        return store
    }

    /// The memory of this process: fast, and gone when it ends.
    ///
    /// - Parameter capacity: bytes; when they are used up, the sessions that were not used for longest go.
    public static func cache(capacity: Int = CacheSessionStore.defaultCapacity) -> SessionEngine {
        SessionEngine { CacheSessionStore(capacity: capacity, now: $0.policy.now) }
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
            let found = try await layout == nil ? DjangoSessionLayout.detect(in: parts.mongo) : nil
            return DjangoSessionStore(
                client: parts.mongo, layout: layout ?? found ?? .mongoDBBackend, keys: parts.keys, policy: parts.policy)
        }
    }
}
