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

        /// All fields of all documents, in no order.
        public init() {}
    }

    /// The first document that matches, or nil.
    ///
    /// - Throws: ``MongoError``.
    public func findOne(_ filter: BSONDocument, projection: BSONDocument? = nil) async throws -> BSONDocument? {
        var options = FindOptions()
        options.limit = 1
        options.projection = projection
        return try await firstBatch(filter, options, size: 1).documents.first
    }

    /// Runs `find` and reads its first batch, which is all of it when the cursor is 0.
    func firstBatch(
        _ filter: BSONDocument, _ options: FindOptions, size: Int?
    ) async throws -> (documents: [BSONDocument], cursor: Int64) {
        var members: [(String, BSONValue)] = [("filter", .document(filter))]
        if let sort = options.sort { members.append(("sort", .document(sort))) }
        if let projection = options.projection { members.append(("projection", .document(projection))) }
        if options.skip > 0 { members.append(("skip", .integer(Int64(options.skip)))) }
        if options.limit > 0 { members.append(("limit", .integer(Int64(options.limit)))) }
        if let size { members.append(("batchSize", .integer(Int64(size)))) }
        if options.limit == 1 { members.append(("singleBatch", true)) }
        let reply = try await command(.read, "find", members)
        guard let cursor = reply["cursor"]?.document, let batch = cursor["firstBatch"]?.array else {
            throw MongoError(.invalidReply, "find answered without a first batch")
        }
        return (batch.compactMap(\.document), cursor["id"]?.integer ?? 0)
    }
}
