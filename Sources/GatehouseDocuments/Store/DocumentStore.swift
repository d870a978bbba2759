package import GatehouseBSON
package import GatehouseMongo

/// What documents need of a database: MongoDB's collections, and the ones in memory.
package protocol DocumentStore: Sendable {
    func find(_ filter: BSONDocument, _ options: MongoCollection.FindOptions) async throws -> [BSONDocument]
    /// The documents one after another, in batches.
    func reader(
        _ filter: BSONDocument, _ options: MongoCollection.FindOptions, batchSize: Int
    ) -> () async throws -> BSONDocument?
    func count(_ filter: BSONDocument) async throws -> Int
    func insertMany(_ documents: [BSONDocument], ordered: Bool) async throws
    /// Stores a document whose key is in it, once, also when the connection breaks.
    func insertOnce(_ document: BSONDocument) async throws
    func updateOne(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult
    func updateMany(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult
    func findOneAndUpdate(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool, returning: MongoCollection.ReturnedDocument,
        sort: BSONDocument?, projection: BSONDocument?
    ) async throws -> BSONDocument?
    func findOneAndDelete(_ filter: BSONDocument, sort: BSONDocument?) async throws -> BSONDocument?
    func deleteMany(_ filter: BSONDocument) async throws -> Int
    func createIndexes(_ indexes: [MongoIndex]) async throws
    func listIndexes() async throws -> [BSONDocument]
    /// Up to so many values that documents share although an index would forbid it, with how many share each, as
    /// `{_id: {field: value}, count: n}`.
    func duplicates(_ index: MongoIndex, limit: Int) async throws -> [BSONDocument]
}

extension MongoCollection: DocumentStore {
    package func reader(
        _ filter: BSONDocument, _ options: FindOptions, batchSize: Int
    ) -> () async throws -> BSONDocument? {
        var iterator = cursor(filter, options, batchSize: batchSize).makeAsyncIterator()
        return { try await iterator.next() }
    }

    package func duplicates(_ index: MongoIndex, limit: Int) async throws -> [BSONDocument] {
        // As the index sees them: a missing value is null, a list counts by its elements, each once for a document.
        let paths = index.keys.keys
        let values = paths.map { path -> BSONValue in ["$ifNull": [.string("$" + path), .null]] }
        var stages: [BSONDocument] = [["$match": .document(index.partialFilter ?? [:])]]
        stages += paths.map { ["$unwind": ["path": .string("$" + $0), "preserveNullAndEmptyArrays": true]] }
        stages += [
            ["$group": ["_id": ["document": "$_id", "values": .array(BSONArray(values))]]],
            ["$group": ["_id": "$_id.values", "count": ["$sum": 1]]], ["$match": ["count": ["$gt": 1]]],
            ["$sort": ["count": -1, "_id": 1]], ["$limit": .integer(Int64(limit))],
        ]
        let options: BSONDocument = index.collation.map { ["collation": .document($0.document)] } ?? [:]
        return try await aggregateAtLeisure(stages, options: options).map { found in
            let shared = zip(paths, found["_id"]?.array?.values ?? []).map { ($0, $1) }
            return ["_id": .document(BSONDocument(shared)), "count": found["count"] ?? .null]
        }
    }
}
