import GatehouseBSON
import GatehouseConcurrency
public import GatehouseMongo
public import GatehouseSessions

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in a collection of MongoDB.
///
/// A session is `{_id: <SHA-256 of the token>, data: {…}, account, created_at, last_seen_at, expires_at}`. Its data is
/// changed key by key and never made by a change, so that parallel requests keep each other's values and a late one
/// cannot bring a session back that was signed out. The server removes ended sessions by itself.
public struct MongoSessionStore: SessionStore {
    private let collection: MongoCollection
    /// Sessions that requests ask for at the same time are read in one query.
    private let loader: BatchLoader<SessionID, Result<SessionRecord, any Error>>

    /// The sessions of a collection of the client's default database.
    public init(client: MongoClient, collection: String = "sessions") {
        let collection = client.collection(collection)
        self.collection = collection
        loader = BatchLoader { try await Self.fetch($0, from: collection) }
    }

    private static func fetch(
        _ ids: [SessionID], from collection: MongoCollection
    ) async throws -> [SessionID: Result<SessionRecord, any Error>] {
        let found = try await collection.find(["_id": ["$in": .array(BSONArray(ids.map(key)))]])
        return found.reduce(into: [:]) { all, document in
            guard case .binary(let key)? = document["_id"] else { return }
            let id = SessionID(bytes: key.bytes)
            all[id] = Result { try record(document, id: id) }
        }
    }

    /// Makes the indexes that are not there yet: one that ends sessions, one to find an account's.
    public func ensureIndexes() async throws {
        var ending = MongoIndex(["expires_at": 1])
        ending.expireAfter = .zero
        try await collection.createIndexes([ending, MongoIndex(["account": 1])])
    }

    public func load(_ id: SessionID, now: Date) async throws -> SessionRecord? {
        // The server removes ended sessions once a minute; until then they are there.
        guard let record = try await loader.load(id)?.get(), record.expiresAt > now else { return nil }
        return record
    }

    public func create(_ record: SessionRecord) async throws {
        var members: [(String, BSONValue)] = [
            ("_id", Self.key(record.id)),
            ("data", .document(BSONDocument(record.data.map { (SessionDataKey.escape($0.key), $0.value) }))),
            ("created_at", try record.createdAt.bsonValue()), ("last_seen_at", try record.lastSeenAt.bsonValue()),
            ("expires_at", try record.expiresAt.bsonValue()),
        ]
        if let account = record.account { members.append(("account", .string(account))) }
        try await collection.insertOne(BSONDocument(members))
    }

    public func apply(_ changes: SessionChanges, to id: SessionID) async throws -> Bool {
        var set: [(String, BSONValue)] = changes.set.map { ("data." + SessionDataKey.escape($0.key), $0.value) }
        set.append(("last_seen_at", try changes.lastSeenAt.bsonValue()))
        set.append(("expires_at", try changes.expiresAt.bsonValue()))
        var update: [(String, BSONValue)] = [("$set", .document(BSONDocument(set)))]
        if !changes.unset.isEmpty {
            let unset = changes.unset.map { ("data." + SessionDataKey.escape($0), BSONValue.string("")) }
            update.append(("$unset", .document(BSONDocument(unset))))
        }
        return try await collection.updateOne(["_id": Self.key(id)], BSONDocument(update)).matched > 0
    }

    public func take(_ id: SessionID) async throws -> SessionRecord? {
        let document = try await collection.findOneAndDelete(["_id": Self.key(id)])
        return try document.map { try Self.record($0, id: id) }
    }

    public func delete(_ id: SessionID) async throws {
        try await collection.deleteOne(["_id": Self.key(id)])
    }

    private static func key(_ id: SessionID) -> BSONValue { .binary(BSONBinary(id.bytes)) }

    private static func record(_ document: BSONDocument, id: SessionID) throws -> SessionRecord {
        func date(_ key: String) throws -> Date { try Date(bsonValue: document[key] ?? .null) }
        let data = (document["data"]?.document ?? [:]).map { (SessionDataKey.unescape($0.key), $0.value) }
        return SessionRecord(
            id: id, data: Dictionary(data, uniquingKeysWith: { first, _ in first }),
            account: document["account"]?.string, createdAt: try date("created_at"),
            lastSeenAt: try date("last_seen_at"), expiresAt: try date("expires_at"))
    }
}
