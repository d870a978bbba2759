public import GatehouseBSON

extension MongoCollection {
    /// Removes the first document that matches, and tells whether there was one.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func deleteOne(_ filter: BSONDocument) async throws -> Bool {
        try await delete(.deleteOne, filter) > 0
    }

    /// Removes all documents that match, and tells how many.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func deleteMany(_ filter: BSONDocument) async throws -> Int {
        try await delete(.deleteMany, filter)
    }

    private func delete(_ kind: MongoDriver.ChangeKind, _ filter: BSONDocument) async throws -> Int {
        let reply = try await driver.change(
            kind, in: name, of: database, filter: filter, change: nil, options: [:], in: transaction)
        return Int(reply["deletedCount"]?.integer ?? 0)
    }
}
