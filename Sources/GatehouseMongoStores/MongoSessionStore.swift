import GatehouseBSON
import GatehouseBase
public import GatehouseMongo
public import GatehouseSessions

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in a collection of MongoDB.
///
/// A session is `{_id: <SHA-256 of the token>, data: {…}, account, created_at, last_seen_at, expires_at, address,
/// user_agent}`; of a token that was replaced a moment ago `{_id, replaced_at, expires_at}` stays. Its data is changed key by key and never made by a change, so that parallel requests keep each other's
/// values and a late one cannot bring a session back that was signed out. The server removes ended sessions by itself.
public struct MongoSessionStore: SessionDirectory {
    let collection: MongoCollection
    /// Sessions that requests ask for at the same time are read in one query.
    private let loader: BatchLoader<SessionID, BSONDocument>

    /// The sessions of a collection of the client's default database.
    public init(client: MongoClient, collection: String = "sessions") {
        let collection = client.collection(collection)
        self.collection = collection
        loader = BatchLoader(lanes: 2) { try await Self.fetch($0, from: collection) }
    }

    private static func fetch(
        _ ids: [SessionID], from collection: MongoCollection
    ) async throws -> [SessionID: BSONDocument] {
        let found = try await collection.find(.anyOf(ids.map(key), in: "_id"))
        return found.reduce(into: [:]) { all, document in
            guard let id = id(of: document) else { return }
            all[id] = document
        }
    }

    /// Makes the indexes that are not there yet: one that ends sessions, one to find an account's, one to find those that
    /// were used last.
    ///
    /// - Throws: `IndexConflictError`, `MongoError`.
    public func ensureIndexes() async throws -> IndexReport {
        var ending = MongoIndex(["expires_at": 1])
        ending.expireAfter = .zero
        return try await collection.ensureIndexes([
            ending, MongoIndex(["account": 1]), MongoIndex(["last_seen_at": -1]),
        ])
    }

    /// The session of a token. Look-ups of the same moment share a query.
    ///
    /// - Throws: `MongoError`.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        // Who asked decodes: those of a batch do it beside one another.
        try await loader.load(token.id).map { try SessionRecord($0, of: token.id) }
    }

    /// Inserts a session under a new token.
    ///
    /// - Throws: `SessionError` for one that is too large; `MongoError`.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        let token = SessionToken()
        try await Self.sized {
            try await collection.insertOne(BSONDocument([("_id", Self.key(token.id))] + record.members()))
        }
        return token
    }

    /// Writes the members that changed, in one update and without an upsert.
    ///
    /// - Throws: `SessionError` for a session that becomes too large; `MongoError`.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        let update = try changes.update()
        return try await Self.sized {
            try await collection.updateOne(Self.current(token.id), update).matched > 0 ? token : nil
        }
    }

    /// Stores the session under a new token, then marks the old record as replaced and empties it in one step.
    ///
    /// - Throws: `SessionError` for a session that becomes too large; `MongoError`.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        let old = Self.current(token.id)
        guard let first = try await collection.findOne(old) else { return nil }
        // The new one is there before the old one goes: a fault in between loses neither, and nothing is ever put back
        // that somebody ended meanwhile. Until the old one is gone, nobody is told of the new one.
        let new = try await create(changes.applied(to: try SessionRecord(first, of: token.id)))
        // Whoever marks the old one has it to himself, with all that others wrote until then.
        guard let last = try await collection.findOneAndUpdate(old, try Self.replacing(at: changes.lastSeenAt)) else {
            try await delete(new)
            return nil
        }
        guard last != first else { return new }
        let record = changes.applied(to: try SessionRecord(last, of: token.id))
        let isThere =
            try await collection.replaceOne(
                ["_id": Self.key(new.id)], with: BSONDocument(try record.members())
            ).matched > 0
        return isThere ? new : nil
    }

    /// Removes the session.
    ///
    /// - Throws: `MongoError`.
    public func delete(_ token: SessionToken) async throws { _ = try await revoke(token.id) }

    /// The sessions, newest use first, without what they hold.
    ///
    /// - Throws: `MongoError`.
    public func sessions(of account: String?, limit: Int) async throws -> [SessionSummary] {
        var options = MongoCollection.FindOptions()
        options.sort = ["last_seen_at": -1]
        options.limit = max(1, limit)
        options.projection = ["data": 0]
        let filter: BSONDocument = account.map { ["account": .string($0)] } ?? ["replaced_at": .null]
        return try await collection.find(filter, options).compactMap { document in
            try Self.id(of: document).map { SessionSummary(id: $0, try SessionRecord(document, of: $0)) }
        }
    }

    /// Ends a session, and tells whether it was there.
    ///
    /// - Throws: `MongoError`.
    public func revoke(_ id: SessionID) async throws -> Bool {
        try await collection.deleteOne(Self.current(id))
    }

    /// Ends the sessions of an account but one, again until none is left, and tells how many.
    ///
    /// - Throws: `MongoError`.
    public func revokeAll(of account: String, except kept: SessionID?) async throws -> Int {
        var filter: [(String, BSONValue)] = [("account", .string(account))]
        if let kept { filter.append(("_id", ["$ne": Self.key(kept)])) }
        var count = 0
        while true {
            // Again, for one that got a new token while the server went through them.
            let removed = try await collection.deleteMany(BSONDocument(filter))
            count += removed
            if removed == 0 { return count }
        }
    }

    /// Removes sessions that ended before a moment. The server does the same once a minute.
    ///
    /// - Throws: `MongoError`.
    public func clearExpired(before moment: Date) async throws -> Int {
        try await collection.deleteMany(["expires_at": ["$lte": try moment.bsonValue()]])
    }

    /// The server removes them, once a minute.
    public var removesExpired: Bool { true }

    /// Tells a session that is too large from a store that fails.
    static func sized<Result>(_ write: () async throws -> Result) async throws -> Result {
        do {
            return try await write()
        } catch let error as MongoError where error.code == .tooLarge {
            throw SessionError.tooLarge.caused(by: error)
        }
    }

    /// The session of an identifier, unless its token was replaced.
    private static func current(_ id: SessionID) -> BSONDocument { ["_id": key(id), "replaced_at": .null] }

    /// The update that leaves of a session that its token was replaced.
    private static func replacing(at date: Date) throws -> BSONDocument {
        let record = SessionRecord.replaced(at: date)
        return [
            "$set": [
                "replaced_at": try date.bsonValue(), "created_at": try record.createdAt.bsonValue(),
                "last_seen_at": try record.lastSeenAt.bsonValue(), "expires_at": try record.expiresAt.bsonValue(),
            ],
            "$unset": ["data": "", "account": "", "address": "", "user_agent": ""],
        ]
    }

    static func key(_ id: SessionID) -> BSONValue { .binary(BSONBinary(id.bytes)) }

    static func id(of document: BSONDocument) -> SessionID? {
        guard case .binary(let key)? = document["_id"] else { return nil }
        return SessionID(bytes: key.bytes)
    }
}

extension SessionChanges {
    /// The update that writes them, key by key.
    func update() throws -> BSONDocument {
        var set: [(String, BSONValue)] = self.set.map { ("data." + SessionDataKey.escape($0.key), $0.value) }
        var unset = self.unset.map { ("data." + SessionDataKey.escape($0), BSONValue.string("")) }
        set.append(("last_seen_at", try lastSeenAt.bsonValue()))
        set.append(("expires_at", try expiresAt.bsonValue()))
        func write(_ text: String?, _ name: String) {
            if let text { set.append((name, .string(text))) } else { unset.append((name, "")) }
        }
        if let client {
            write(client.address, "address")
            write(client.userAgent, "user_agent")
        }
        if let signIn {
            write(signIn.account, "account")
            set.append(("created_at", try signIn.date.bsonValue()))
        }
        var update: [(String, BSONValue)] = [("$set", .document(BSONDocument(set)))]
        if !unset.isEmpty { update.append(("$unset", .document(BSONDocument(unset)))) }
        return BSONDocument(update)
    }
}
