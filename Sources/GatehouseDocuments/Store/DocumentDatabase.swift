public import GatehouseMongo

/// Where documents lie: a database of MongoDB, or one in memory.
public struct DocumentDatabase: Sendable {
    package let store: @Sendable (String) -> any DocumentStore

    /// The default database of a client.
    public static func mongo(_ client: MongoClient) -> DocumentDatabase {
        DocumentDatabase { client.collection($0) }
    }

    /// The default database of a client, as part of a transaction.
    public static func transaction(_ transaction: MongoTransaction) -> DocumentDatabase {
        DocumentDatabase { transaction.collection($0) }
    }

    /// A new database in this process's memory, for unit tests. It knows what documents ask of MongoDB: their queries,
    /// updates, unique indexes and counters; not more.
    public static func memory() -> DocumentDatabase {
        let database = MemoryDatabase()
        return DocumentDatabase { MemoryCollection(database: database, name: $0) }
    }
}
