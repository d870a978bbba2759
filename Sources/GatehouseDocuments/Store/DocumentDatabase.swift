public import GatehouseMongo

/// Where documents lie: a database of MongoDB, or one in memory.
public struct DocumentDatabase: Sendable {
    package let store: @Sendable (String) -> any DocumentStore
    private let together: @Sendable ((DocumentDatabase) async throws -> Void) async throws -> Void

    /// The default database of a client.
    public static func mongo(_ client: MongoClient) -> DocumentDatabase {
        DocumentDatabase {
            client.collection($0)
        } together: { body in
            try await client.withTransaction { try await body(.transaction($0)) }
        }
    }

    /// The default database of a client, as part of a transaction.
    public static func transaction(_ transaction: MongoTransaction) -> DocumentDatabase {
        DocumentDatabase {
            transaction.collection($0)
        } together: { body in
            try await body(.transaction(transaction))
        }
    }

    private init(
        store: @escaping @Sendable (String) -> any DocumentStore,
        together: @escaping @Sendable ((DocumentDatabase) async throws -> Void) async throws -> Void
    ) {
        self.store = store
        self.together = together
    }

    /// The same database, with fields of one collection's documents in another.
    package func keeping(_ fields: FieldsAside, of collection: String) -> DocumentDatabase {
        DocumentDatabase { [store] name in
            guard name == collection, !(store(name) is AsideStore) else { return store(name) }
            return AsideStore(base: store(name), rows: store(fields.collection), fields: fields)
        } together: { [together] body in
            try await together { try await body($0.keeping(fields, of: collection)) }
        }
    }

    /// Does reads and writes that happen together or not at all; in MongoDB, a transaction.
    ///
    /// ```swift
    /// try await database.atomically { inside in
    ///     try await Documents(Seat.self, in: inside).delete { $0.id == 12 }
    ///     try await Documents(Ticket.self, in: inside).insert(&ticket)
    /// }
    /// ```
    ///
    /// - Parameter body: uses the database that it is given. When it throws, nothing of it happens; after a conflict with
    ///   another it runs again from its beginning.
    /// - Throws: as `MongoClient.withTransaction`, which needs a replica set; what the body throws.
    public func atomically<Result>(_ body: (DocumentDatabase) async throws -> Result) async throws -> Result {
        var result: Result?
        try await together { result = try await body($0) }
        // Whoever did not throw has run the body.
        guard let result else { throw CancellationError() }
        return result
    }

    /// A new database in this process's memory, for unit tests. It knows what documents ask of MongoDB: their queries,
    /// updates, unique indexes, counters, and changes that are made together; not more.
    public static func memory() -> DocumentDatabase {
        memory(MemoryDatabase())
    }

    private static func memory(_ database: MemoryDatabase) -> DocumentDatabase {
        DocumentDatabase {
            MemoryCollection(database: database, name: $0)
        } together: { body in
            try await database.atomically { try await body(.memory($0)) }
        }
    }
}
