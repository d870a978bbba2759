public import GatehouseBSON

extension MongoCollection {
    /// Stores a document. Without an `_id` it gets an ``ObjectID``.
    ///
    /// - Throws: ``MongoError``, with code `duplicateKey` when a unique index already holds one of its values.
    public func insertOne(_ document: BSONDocument) async throws {
        try await insertMany([document])
    }

    /// Stores documents in order, stopping at the first that is refused, or trying all when not `ordered`.
    ///
    /// - Throws: ``MongoError`` with every refusal in ``MongoError/writeErrors``.
    public func insertMany(_ documents: [BSONDocument], ordered: Bool = true) async throws {
        guard !documents.isEmpty else { return }
        _ = try await driver.insert(
            documents.map(\.identified), into: name, of: database, options: ["ordered": .bool(ordered)],
            in: transaction)
    }
}
