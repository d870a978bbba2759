public import GatehouseBSON

extension MongoCollection {
    /// The documents that match, read in batches as a loop asks for them.
    ///
    /// - Parameter batchSize: how many come at a time; 1 or more.
    public func documents(
        matching filter: BSONDocument = [:], _ options: FindOptions = FindOptions(), batchSize: Int = 100
    ) -> MongoCursor {
        var members: [(String, BSONValue)] = [("filter", .document(filter))]
        members += options.members
        members.append(("batchSize", .integer(Int64(batchSize))))
        return MongoCursor(collection: self, command: ("find", members), batchSize: batchSize)
    }

    /// The documents that a pipeline makes, read in batches as a loop asks for them.
    ///
    /// - Parameter batchSize: how many come at a time; 1 or more.
    public func aggregate(_ pipeline: [BSONDocument], batchSize: Int = 100) -> MongoCursor {
        let stages = BSONArray(pipeline.map(BSONValue.document))
        let cursor: BSONDocument = ["batchSize": .integer(Int64(batchSize))]
        return MongoCursor(
            collection: self, command: ("aggregate", [("pipeline", .array(stages)), ("cursor", .document(cursor))]),
            batchSize: batchSize)
    }

    /// How many documents match.
    ///
    /// - Throws: ``MongoError``.
    public func count(_ filter: BSONDocument = [:]) async throws -> Int {
        let pipeline: [BSONDocument] = [
            ["$match": .document(filter)], ["$group": ["_id": 1, "n": ["$sum": 1]]],
        ]
        for try await result in aggregate(pipeline) { return Int(result["n"]?.integer ?? 0) }
        return 0
    }
}
