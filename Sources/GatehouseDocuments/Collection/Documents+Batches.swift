package import GatehouseBSON
import GatehouseMongo

extension Documents {
    /// Goes through the documents that have a text in a field, by their keys in order, a batch at a time: also those that
    /// do not fit the type.
    ///
    /// - Parameter size: how many are handed out at a time, at most; 1 or more.
    package func texts(
        _ field: String, inBatchesOf size: Int, _ body: ([(key: BSONValue, text: String)]) async throws -> Void
    ) async throws {
        let name = stored(field)
        var options = MongoCollection.FindOptions()
        (options.projection, options.sort) = ([name: 1], ["_id": 1])
        let read = store.reader([name: ["$regex": ""]], options, batchSize: size)
        var batch: [(key: BSONValue, text: String)] = []
        while let document = try await read() {
            guard let key = document["_id"], let text = document[name]?.string else { continue }
            batch.append((key, text))
            guard batch.count == size else { continue }
            try await body(batch)
            batch = []
        }
        if !batch.isEmpty { try await body(batch) }
    }

    /// Which of several keys documents have: also those that do not fit the type.
    package func existing(_ keys: [BSONValue]) async throws -> [BSONValue] {
        guard !keys.isEmpty else { return [] }
        var options = MongoCollection.FindOptions()
        options.projection = ["_id": 1]
        return try await store.find(.anyOf(keys, in: "_id"), options).compactMap { $0["_id"] }
    }
}
