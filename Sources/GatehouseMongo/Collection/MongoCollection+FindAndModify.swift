public import GatehouseBSON

extension MongoCollection {
    /// Which state of a document a find-and-modify returns.
    public enum ReturnedDocument: Sendable {
        /// As it was before the change; nil when it was made by an upsert.
        case before
        /// As it is after the change.
        case after
    }

    /// Changes one document and returns it, in one step that nobody else can come between.
    ///
    /// - Parameter upsert: whether to make the document when none matches.
    /// - Returns: the document, or nil when none matched (and, with `before`, when it was made).
    /// - Throws: ``MongoError``.
    public func findOneAndUpdate(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool = false, returning: ReturnedDocument = .before,
        sort: BSONDocument? = nil, projection: BSONDocument? = nil
    ) async throws -> BSONDocument? {
        var members: [(String, BSONValue)] = [
            ("query", .document(filter)), ("update", .document(try update.checkedForOperators())),
            ("new", .bool(returning == .after)),
            ("upsert", .bool(upsert)),
        ]
        if let sort { members.append(("sort", .document(sort))) }
        if let projection { members.append(("fields", .document(projection))) }
        return try await command(.write, "findAndModify", members)["value"]?.document
    }

    /// Removes one document and returns it, in one step: of many callers one gets it.
    ///
    /// - Throws: ``MongoError``.
    public func findOneAndDelete(_ filter: BSONDocument, sort: BSONDocument? = nil) async throws -> BSONDocument? {
        var members: [(String, BSONValue)] = [("query", .document(filter)), ("remove", true)]
        if let sort { members.append(("sort", .document(sort))) }
        return try await command(.write, "findAndModify", members)["value"]?.document
    }
}
