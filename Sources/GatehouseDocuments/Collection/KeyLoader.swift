import GatehouseBSON
import GatehouseConcurrency
import GatehouseMongo

/// Finds documents by primary key, those that are asked for at the same time in one query.
struct KeyLoader<Root: Document>: Sendable {
    private let loader: ValueLoader<Root>

    init(store: any DocumentStore, schema: Schema<Root>) {
        loader = ValueLoader(field: "_id", store: store, schema: schema, lanes: 1, maximumBatch: 256)
    }

    func load(_ id: Root.ID) async throws -> Root? { try await loader.load(try id.bsonValue()) }
}

/// Finds documents by the value of a field, those that are asked for at the same time in one query.
struct ValueLoader<Root: Document>: Sendable {
    /// A ``LookupKey``.
    private typealias Key = BSONDocument
    private let loader: BatchLoader<Key, Result<Root, any Error>>

    init(field: String, store: any DocumentStore, schema: Schema<Root>, lanes: Int, maximumBatch: Int) {
        loader = BatchLoader(lanes: lanes, maximumBatch: maximumBatch) { keys in
            let values = keys.compactMap { $0[""] }
            let found = try await store.find([field: ["$in": .array(BSONArray(values))]], .init())
            return found.reduce(into: [:]) { all, document in
                // One document that cannot be read is an error to those who asked for it, not to the batch.
                let result = Result { try schema.decode(document) }
                for value in BSONPath.values(at: field, in: document) {
                    let key = LookupKey.make(value)
                    if all[key] == nil { all[key] = result }
                }
            }
        }
    }

    func load(_ value: BSONValue) async throws -> Root? { try await loader.load(LookupKey.make(value))?.get() }
}
