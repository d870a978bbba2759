public import GatehouseBSON

extension MongoCollection {
    /// What a query returns besides its filter.
    public struct FindOptions: Sendable {
        /// The order, as `["signup_date": -1]`.
        public var sort: BSONDocument?
        /// How many to leave out at the start.
        public var skip = 0
        /// How many at most; 0 for all.
        public var limit = 0
        /// The fields to return, as `["email": 1]`.
        public var projection: BSONDocument?

        /// How texts are compared; nil for as the collection does.
        public var collation: MongoCollation?

        /// All fields of all documents, in no order.
        public init() {}

        /// The members of a find command.
        var members: [(String, BSONValue)] {
            var members: [(String, BSONValue)] = []
            if let sort { members.append(("sort", .document(sort))) }
            if let projection { members.append(("projection", .document(projection))) }
            if skip > 0 { members.append(("skip", .int64(Int64(skip)))) }
            if limit > 0 { members.append(("limit", .int64(Int64(limit)))) }
            if let collation { members.append(("collation", .document(collation.document))) }
            return members
        }
    }

    /// All documents that match, in memory.
    ///
    /// - Throws: ``MongoError``.
    public func find(
        _ filter: BSONDocument, _ options: FindOptions = FindOptions()
    ) async throws -> [BSONDocument] {
        try await driver.find(query(filter, options: BSONDocument(options.members)), in: transaction)
    }

    /// The documents that match, read batch by batch:
    ///
    /// ```swift
    /// for try await document in collection.cursor(["seen": false]) { … }
    /// ```
    ///
    /// - Parameter batchSize: how many documents are in memory at a time, at most; 1 or more.
    public func cursor(
        _ filter: BSONDocument, _ options: FindOptions = FindOptions(), batchSize: Int = 100
    ) -> MongoCursor {
        MongoCursor(
            driver: driver, transaction: transaction, query: query(filter, options: BSONDocument(options.members)),
            batchSize: batchSize)
    }

    /// The first document that matches, or nil.
    ///
    /// - Throws: ``MongoError``.
    public func findOne(_ filter: BSONDocument, projection: BSONDocument? = nil) async throws -> BSONDocument? {
        var options = FindOptions()
        options.limit = 1
        options.projection = projection
        return try await find(filter, options).first
    }
}
