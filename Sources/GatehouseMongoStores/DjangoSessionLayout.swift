import GatehouseBSON
public import GatehouseMongo

/// How a Django site's sessions lie in MongoDB.
public struct DjangoSessionLayout: Sendable, Hashable, CustomStringConvertible {
    /// django-mongodb-backend: `{_id: ObjectId, session_key, session_data, expire_date}`.
    public static let mongoDBBackend = DjangoSessionLayout(description: "mongodb-backend", keyField: "session_key")
    /// django-mongoengine: `{_id: <session key>, session_data, expire_date}`.
    public static let mongoEngine = DjangoSessionLayout(description: "mongoengine", keyField: "_id")

    /// The collection of both.
    public static let collection = "django_session"

    /// `mongodb-backend` or `mongoengine`.
    public let description: String
    let keyField: String

    /// Whether look-ups by key have an index.
    ///
    /// - Throws: `MongoError`.
    public func hasIndex(in client: MongoClient, collection: String = collection) async throws -> Bool {
        if keyField == "_id" { return true }
        return try await client.collection(collection).listIndexes().contains {
            $0["key"]?.document?.keys.first == keyField
        }
    }

    /// Whether an index has the rows in the order in which they end, as Django makes one.
    func hasEndIndex(in collection: MongoCollection) async throws -> Bool {
        try await collection.listIndexes().contains { $0["key"]?.document?.keys.first == "expire_date" }
    }

    /// The layout of the rows that are there; where there are none, of the indexes; where there are none either, nil.
    ///
    /// - Throws: `MongoError`.
    public static func detect(in client: MongoClient, collection: String = collection) async throws
        -> DjangoSessionLayout?
    {
        let collection = client.collection(collection)
        if let row = try await collection.findOne([:]) {
            return row["session_key"] == nil ? .mongoEngine : .mongoDBBackend
        }
        let indexes = try await collection.listIndexes().compactMap { $0["key"]?.document?.keys.first }
        if indexes.contains("session_key") { return .mongoDBBackend }
        return indexes.contains("expire_date") ? .mongoEngine : nil
    }

    func row(key: String, data: String, expireDate: BSONValue) -> BSONDocument {
        let rest: [(String, BSONValue)] = [("session_data", .string(data)), ("expire_date", expireDate)]
        let first: [(String, BSONValue)] =
            keyField == "_id"
            ? [("_id", .string(key))] : [("_id", .objectID(ObjectID())), ("session_key", .string(key))]
        return BSONDocument(first + rest)
    }
}
