public import GatehouseBSON

extension MongoCollection {
    /// The documents that a pipeline makes, in memory.
    ///
    /// - Parameter options: other members of the command, as `["collation": …]`.
    /// - Throws: ``MongoError``.
    public func aggregate(_ pipeline: [BSONDocument], options: BSONDocument = [:]) async throws -> [BSONDocument] {
        try await driver.find(query(Self.stages(pipeline), isPipeline: true, options: options), in: transaction)
    }

    /// The documents that a pipeline makes, read batch by batch.
    ///
    /// - Parameter batchSize: how many documents are in memory at a time, at most; 1 or more.
    public func aggregateCursor(_ pipeline: [BSONDocument], batchSize: Int = 100) -> MongoCursor {
        MongoCursor(
            driver: driver, transaction: transaction, query: query(Self.stages(pipeline), isPipeline: true),
            batchSize: batchSize)
    }

    /// The same for a pipeline that goes through the whole collection once, at a start: it may take
    /// ``MongoSettings/indexTimeout``.
    package func aggregateAtLeisure(
        _ pipeline: [BSONDocument], options: BSONDocument = [:]
    ) async throws -> [BSONDocument] {
        try await driver.find(
            query(Self.stages(pipeline), isPipeline: true, options: options), in: transaction, isLong: true)
    }

    private static func stages(_ pipeline: [BSONDocument]) -> BSONDocument {
        BSONArray(pipeline.map(BSONValue.document)).document
    }

    /// How many documents match.
    ///
    /// - Throws: ``MongoError``.
    public func count(_ filter: BSONDocument = [:]) async throws -> Int {
        let result = try await aggregate([["$match": .document(filter)], ["$group": ["_id": 1, "n": ["$sum": 1]]]])
        return Int(result.first?["n"]?.integer ?? 0)
    }
}
