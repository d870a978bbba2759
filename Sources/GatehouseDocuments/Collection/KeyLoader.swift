import GatehouseBSON
import GatehouseConcurrency
import GatehouseMongo

/// Finds documents by primary key, those that are asked for at the same time in one query.
struct KeyLoader<Root: Document>: Sendable {
    /// A key by the bytes of its BSON: Swift takes texts for equal that Unicode takes for equal, MongoDB does not.
    private typealias Key = BSONDocument
    private let loader: BatchLoader<Key, Result<Root, any Error>>

    init(collection: MongoCollection, schema: Schema<Root>) {
        loader = BatchLoader { keys in
            let values = keys.compactMap { $0[""] }
            let found = try await collection.find(["_id": ["$in": .array(BSONArray(values))]])
            return try found.reduce(into: [:]) { all, document in
                guard let key = document["_id"], let id = try? Root.ID(bsonValue: key) else { return }
                // One document that cannot be read is an error to those who asked for it, not to the batch.
                all[try Self.key(id)] = Result { try schema.decode(document) }
            }
        }
    }

    func load(_ id: Root.ID) async throws -> Root? {
        try await loader.load(try Self.key(id))?.get()
    }

    private static func key(_ id: Root.ID) throws -> Key { ["": try id.bsonValue()] }
}
