public import GatehouseBSON

extension MongoCollection {
    /// What an update did.
    public struct UpdateResult: Sendable, Hashable {
        /// How many documents the filter found.
        public let matched: Int
        /// How many of them were changed.
        public let modified: Int
        /// The `_id` of the document that an upsert made.
        public let upsertedID: BSONValue?

        package init(matched: Int, modified: Int, upsertedID: BSONValue? = nil) {
            self.matched = matched
            self.modified = modified
            self.upsertedID = upsertedID
        }
    }

    /// Changes the first document that matches by update operators.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func updateOne(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool = false
    ) async throws -> UpdateResult {
        try await change(.updateOne, filter, update.checkedForOperators(), upsert: upsert)
    }

    /// Changes all documents that match by update operators.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func updateMany(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool = false
    ) async throws -> UpdateResult {
        try await change(.updateMany, filter, update.checkedForOperators(), upsert: upsert)
    }

    /// Puts another document in the place of the first that matches; the `_id` stays.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func replaceOne(
        _ filter: BSONDocument, with replacement: BSONDocument, upsert: Bool = false
    ) async throws -> UpdateResult {
        try await change(.replaceOne, filter, replacement, upsert: upsert)
    }

    private func change(
        _ kind: MongoDriver.ChangeKind, _ filter: BSONDocument, _ change: BSONDocument, upsert: Bool
    ) async throws -> UpdateResult {
        let reply = try await driver.change(
            kind, in: name, of: database, filter: filter, change: change, options: ["upsert": .bool(upsert)],
            in: transaction)
        return UpdateResult(
            matched: Int(reply["matchedCount"]?.integer ?? 0), modified: Int(reply["modifiedCount"]?.integer ?? 0),
            upsertedID: reply["upsertedId"])
    }
}

extension BSONDocument {
    /// The update itself, if it is one: the server takes what has no operators for a whole new document.
    func checkedForOperators() throws -> BSONDocument {
        guard keys.first?.hasPrefix("$") == true else {
            throw MongoError(.invalidUpdate, "an update needs operators such as $set")
        }
        return self
    }
}
