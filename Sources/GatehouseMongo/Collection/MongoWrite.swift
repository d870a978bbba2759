public import GatehouseBSON

/// One of the writes of ``MongoCollection/bulkWrite(_:ordered:)``.
public struct MongoWrite: Sendable {
    let kind: MongoDriver.ChangeKind
    var filter: BSONDocument = [:]
    var change: BSONDocument = [:]
    var options: BSONDocument = [:]

    /// Stores a document. Without an `_id` it gets an ``ObjectID``.
    public static func insertOne(_ document: BSONDocument) -> MongoWrite {
        MongoWrite(kind: .insert, change: document.identified)
    }
    /// Changes the first document that matches by update operators.
    public static func updateOne(_ filter: BSONDocument, _ update: BSONDocument, upsert: Bool = false) -> MongoWrite {
        MongoWrite(kind: .updateOne, filter: filter, change: update, options: ["upsert": .bool(upsert)])
    }
    /// Changes all documents that match by update operators.
    public static func updateMany(_ filter: BSONDocument, _ update: BSONDocument, upsert: Bool = false) -> MongoWrite {
        MongoWrite(kind: .updateMany, filter: filter, change: update, options: ["upsert": .bool(upsert)])
    }
    /// Puts another document in the place of the first that matches.
    public static func replaceOne(
        _ filter: BSONDocument, with document: BSONDocument, upsert: Bool = false
    ) -> MongoWrite {
        MongoWrite(kind: .replaceOne, filter: filter, change: document, options: ["upsert": .bool(upsert)])
    }
    /// Removes the first document that matches.
    public static func deleteOne(_ filter: BSONDocument) -> MongoWrite { MongoWrite(kind: .deleteOne, filter: filter) }
    /// Removes all documents that match.
    public static func deleteMany(_ filter: BSONDocument) -> MongoWrite {
        MongoWrite(kind: .deleteMany, filter: filter)
    }

    var document: BSONDocument {
        [
            "kind": .int32(kind.number), "filter": .document(filter), "change": .document(change),
            "options": .document(options),
        ]
    }
}

extension MongoCollection {
    /// What several writes did together.
    public struct BulkResult: Sendable, Hashable {
        /// How many documents were stored.
        public let inserted: Int
        /// How many documents updates and replacements found.
        public let matched: Int
        /// How many of them were changed.
        public let modified: Int
        /// How many documents were removed.
        public let deleted: Int
        /// The `_id` of each document that an upsert made, by the place of its write, counted from 0.
        public let upsertedIDs: [Int: BSONValue]
    }

    /// Makes several writes, in order and up to the first that is refused, or all of them when not `ordered`.
    ///
    /// - Parameter acknowledged: by whom, when not as all writes of the client; a transaction has its own.
    /// - Throws: ``MongoError`` with every refusal in ``MongoError/writeErrors``; those before it were made.
    @discardableResult
    public func bulkWrite(
        _ writes: [MongoWrite], ordered: Bool = true, acknowledged: MongoAcknowledgement? = nil
    ) async throws -> BulkResult {
        guard !writes.isEmpty else {
            return BulkResult(inserted: 0, matched: 0, modified: 0, deleted: 0, upsertedIDs: [:])
        }
        for write in writes where [.updateOne, .updateMany].contains(write.kind) {
            _ = try write.change.checkedForOperators()
        }
        var options: BSONDocument = ["ordered": .bool(ordered)]
        if let acknowledged, transaction == nil { try options.append(acknowledged.document, forKey: "writeConcern") }
        let reply = try await driver.bulk(
            BSONArray(writes.map { .document($0.document) }), in: name, of: database,
            options: options, in: transaction)
        func count(_ name: String) -> Int { Int(reply[name]?.integer ?? 0) }
        let upserted = (reply["upserted"]?.array?.compactMap(\.document) ?? []).compactMap { entry in
            entry["_id"].map { (Int(entry["index"]?.integer ?? 0), $0) }
        }
        return BulkResult(
            inserted: count("nInserted"), matched: count("nMatched"), modified: count("nModified"),
            deleted: count("nRemoved"), upsertedIDs: Dictionary(upserted, uniquingKeysWith: { first, _ in first }))
    }
}

extension BSONDocument {
    /// The document with an `_id`.
    var identified: BSONDocument {
        self["_id"] == nil ? BSONDocument([("_id", .objectID(ObjectID()))] + map { ($0.key, $0.value) }) : self
    }
}
