public import GatehouseBSON

extension MongoCollection {
    /// The documents that a pipeline makes, in memory.
    ///
    /// - Throws: ``MongoError``.
    public func aggregate(_ pipeline: [BSONDocument]) async throws -> [BSONDocument] {
        let stages = BSONArray(pipeline.map(BSONValue.document))
        return try await driver.find(
            in: name, of: database, filter: stages.document, isPipeline: true, options: [:])
    }

    /// How many documents match.
    ///
    /// - Throws: ``MongoError``.
    public func count(_ filter: BSONDocument = [:]) async throws -> Int {
        let result = try await aggregate([["$match": .document(filter)], ["$group": ["_id": 1, "n": ["$sum": 1]]]])
        return Int(result.first?["n"]?.integer ?? 0)
    }
}
