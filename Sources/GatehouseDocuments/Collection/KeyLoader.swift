import GatehouseBSON
import GatehouseBase
import GatehouseMongo

/// Finds documents by primary key, those that are asked for at the same time in one query.
struct KeyLoader<Root: Document>: Sendable {
    private let loader: ValueLoader<Root>

    init(store: any DocumentStore, schema: Schema<Root>) {
        loader = ValueLoader(field: "_id", store: store, schema: schema, lanes: 2, maximumBatch: 256)
    }

    func load(_ id: Root.ID) async throws -> Root? { try await loader.load(try id.bsonValue()) }
}

/// Finds documents by the value of a field, those that are asked for at the same time in one query.
struct ValueLoader<Root: Document>: Sendable {
    /// A ``LookupKey``.
    private typealias Key = BSONDocument
    private let loader: BatchLoader<Key, BSONDocument>
    private let decoded: DecodedDocuments<Root>

    init(field: String, store: any DocumentStore, schema: Schema<Root>, lanes: Int, maximumBatch: Int) {
        decoded = DecodedDocuments(schema)
        loader = BatchLoader(lanes: lanes, maximumBatch: maximumBatch) { keys in
            let values = keys.compactMap { $0[""] }
            let found = try await store.find(.anyOf(values, in: field), .init())
            return found.reduce(into: [:]) { all, document in
                for value in BSONPath.values(at: field, in: document) {
                    let key = LookupKey.make(value)
                    if all[key] == nil { all[key] = document }
                }
            }
        }
    }

    /// Who asked decodes: those of a batch do it beside one another, and a document that cannot be read is an error to
    /// them alone.
    func load(_ value: BSONValue) async throws -> Root? {
        let key = LookupKey.make(value)
        guard let document = try await loader.load(key) else { return nil }
        return try decoded.root(of: document, foundBy: key)
    }
}
