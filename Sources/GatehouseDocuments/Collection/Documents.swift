public import GatehouseBSON
public import GatehouseMongo

/// The stored documents of one type.
public struct Documents<Root: Document>: Sendable {
    let client: MongoClient
    /// The collection they lie in, for what this type does not offer.
    public let collection: MongoCollection
    /// The counters of sequences.
    public let sequences: Sequences
    let schema: Schema<Root>
    private let loader: KeyLoader<Root>

    /// The documents of the client's default database.
    public init(_ type: Root.Type = Root.self, client: MongoClient) {
        self.client = client
        collection = client.collection(Root.collection)
        sequences = Sequences(client: client)
        let schema = Root.schema
        self.schema = schema
        loader = KeyLoader(collection: collection, schema: schema)
    }

    /// Stores a new document, giving it a primary key if it has none.
    ///
    /// - Throws: ``DocumentError`` with code `invalid` when a rule is broken, `duplicate` when another document holds
    ///   the key or a unique value; `MongoError`.
    public func insert(_ document: inout Root) async throws {
        try validate(document)
        if document.id == nil { document.id = try await nextKey() }
        guard document.id != nil else { throw DocumentError(.missingKey) }
        do {
            try await collection.insertOne(try schema.encode(document))
        } catch let error as MongoError where error.code == .duplicateKey {
            throw DocumentError(.duplicate, fields: error.duplicateKey?.fields ?? [])
        }
    }

    /// The document of a key, or nil. Keys that are asked for at the same time share one query.
    ///
    /// - Throws: `MongoError`; `DecodingError` when it is not of this type.
    public func find(_ id: Root.ID) async throws -> Root? {
        try await loader.load(id)
    }

    /// The first document whose field has a value, or nil.
    ///
    /// - Throws: `MongoError`; `DecodingError` when it is not of this type.
    public func first(_ field: String, equals value: some BSONConvertible) async throws -> Root? {
        try await first([stored(field): try value.bsonValue()])
    }

    /// Sets fields of the document of a key, and tells whether there is one.
    ///
    /// - Parameter condition: values that the document must still have.
    /// - Throws: `MongoError`.
    @discardableResult
    public func set(
        _ values: [String: BSONValue], of id: Root.ID, where condition: [String: BSONValue] = [:]
    ) async throws -> Bool {
        let filter = [("_id", try id.bsonValue())] + condition.map { ($0.key, $0.value) }
        let changes = BSONDocument(values.map { ($0.key, $0.value) })
        return try await collection.updateOne(BSONDocument(filter), ["$set": .document(changes)]).matched > 0
    }

    private func first(_ filter: BSONDocument) async throws -> Root? {
        try await collection.findOne(filter).map(schema.decode)
    }

    /// The primary key is stored as `_id`, whatever its property is called.
    package func stored(_ field: String) -> String { field == schema.primaryKey.property ? "_id" : field }

    func validate(_ document: Root) throws {
        let failures = schema.failures(of: document)
        guard failures.isEmpty else { throw DocumentError(.invalid, failures: failures) }
    }

    private func nextKey() async throws -> Root.ID? {
        switch schema.primaryKey.strategy.source {
        case .assigned: nil
        case .generated(let make): make()
        case .sequence(let name, let convert): convert(try await sequences.next(name ?? Root.collection))
        }
    }
}
