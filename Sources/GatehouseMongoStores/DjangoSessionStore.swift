import GatehouseBSON
import GatehouseBase
public import GatehouseMongo
public import GatehouseSessions
public import GatehouseSigning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Sessions in Django's collection `django_session`, for running beside a Django site: each side reads and writes the
/// other's sessions.
///
/// Rows are those of django-mongodb-backend or of django-mongoengine, signed with the site's keys. Cookies hold
/// Django's keys, which the database holds in clear as Django does: whoever can read the collection can take over every
/// session. Our changes are made by comparing and setting, so that of parallel requests of ours none loses a key;
/// Django's own saves write all keys at once and may undo ours. Lists of an
/// account, and revoking all of its sessions, read and decode every row one after another, because only the signed
/// content says whose session it is; lists of everybody read the rows that end last, by Django's index on `expire_date`.
public struct DjangoSessionStore: SessionDirectory {
    private let collection: MongoCollection
    private let layout: DjangoSessionLayout
    private let codec: DjangoSessionCodec
    private let policy: SessionPolicy
    private let loader: BatchLoader<[UInt8], BSONDocument>
    /// A row that says so would be a session for Django.
    private let replaced = ReplacedTokens()

    /// How often a change is tried while other requests change the same session.
    private static let maximumTries = 1000

    /// The sessions of a Django site.
    ///
    /// - Parameters:
    ///   - layout: whose rows they are; ``DjangoSessionLayout/detect(in:)`` finds out.
    ///   - keys: Django's SECRET_KEY and SECRET_KEY_FALLBACKS.
    ///   - policy: its `age` must be Django's SESSION_COOKIE_AGE.
    ///   - salt: for what the texts are signed; another one for an engine of another class name.
    public init(
        client: MongoClient, layout: DjangoSessionLayout, keys: SecretKeys, policy: SessionPolicy,
        collection: String = DjangoSessionLayout.collection, salt: String = DjangoSessionCodec.storeSalt
    ) {
        let collection = client.collection(collection)
        self.collection = collection
        self.layout = layout
        self.policy = policy
        codec = DjangoSessionCodec(keys: keys, salt: salt)
        let field = layout.keyField
        loader = BatchLoader { keys in
            let texts = keys.map { BSONValue.string(String(decoding: $0, as: UTF8.self)) }
            return try await collection.find(.anyOf(texts, in: field)).reduce(into: [:]) { all, row in
                if let key = row[field]?.string { all[Array(key.utf8)] = row }
            }
        }
    }

    /// The token of a text that Django would look up: 8 characters or more, and not more than its column holds.
    public func token(of text: String) -> SessionToken? {
        let scalars = text.unicodeScalars
        guard (8...40).contains(scalars.count), scalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            return nil
        }
        return token(key: text)
    }

    private func token(key: String) -> SessionToken { SessionToken(text: key, id: SessionID(hashing: key.utf8)) }

    /// The session of a row that our keys signed. Look-ups of the same moment share a query.
    ///
    /// - Throws: `MongoError`.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        guard let row = try await loader.load(Array(token.text.utf8)) else { return replaced.record(token.id) }
        return record(row)
    }

    /// Inserts a row under a new key.
    ///
    /// - Throws: `SessionError` for one that is too large; `MongoError`.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        try await insert(DjangoContent(record), expiresAt: record.expiresAt, at: record.lastSeenAt)
    }

    private func insert(_ content: DjangoContent, expiresAt: Date, at now: Date) async throws -> SessionToken {
        let text = codec.encode(content.members, at: now)
        let end = try expiresAt.bsonValue()
        var tries = 0
        while true {
            let key = Self.newKey()
            do {
                try await MongoSessionStore.sized {
                    try await collection.insertOne(layout.row(key: key, data: text, expireDate: end))
                }
                return token(key: key)
            } catch let error as MongoError where error.code == .duplicateKey && tries < 5 {
                tries += 1  // one key in 2^165, or an index of somebody else's
            }
        }
    }

    /// 32 characters of `a-z0-9`, as Django draws them: 165 random bits.
    private static func newKey() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var generator = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] },
            as: UTF8.self)
    }

    /// Writes changes into a row. Another request's change in between is read again and kept.
    ///
    /// - Throws: `SessionError` for a row that is too large, or that others changed each time; `MongoError`.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        for _ in 0..<Self.maximumTries {
            guard let row = try await collection.findOne(filter(token)), var content = content(row),
                let old = row["session_data"]
            else { return nil }
            try content.apply(changes)
            let isSame = BSONDocument([(layout.keyField, .string(token.text)), ("session_data", old)])
            let new: BSONDocument = [
                "session_data": .string(codec.encode(content.members, at: changes.lastSeenAt)),
                "expire_date": try changes.expiresAt.bsonValue(),
            ]
            let isWritten = try await MongoSessionStore.sized {
                try await collection.updateOne(isSame, ["$set": .document(new)]).matched > 0
            }
            if isWritten { return token }
        }
        throw SessionError.contended
    }

    /// Puts a session under a new key, then removes the old row.
    ///
    /// - Throws: `SessionError` for a row that is too large, or that others changed each time; `MongoError`.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        var new: SessionToken?
        for _ in 0..<Self.maximumTries {
            guard let row = try await collection.findOne(filter(token)), var content = content(row),
                let old = row["session_data"]
            else {
                if let new { try await delete(new) }
                return nil
            }
            try content.apply(changes)
            // The new row is there before the old one goes, and nobody is told of it until then.
            if let made = new {
                let text = codec.encode(content.members, at: changes.lastSeenAt)
                let isThere =
                    try await collection.updateOne(
                        filter(made), ["$set": ["session_data": .string(text)]]
                    ).matched > 0
                guard isThere else { return nil }
            } else {
                new = try await insert(content, expiresAt: changes.expiresAt, at: changes.lastSeenAt)
            }
            let isSame = BSONDocument([(layout.keyField, .string(token.text)), ("session_data", old)])
            if try await collection.deleteOne(isSame) {
                replaced.note(token.id, at: changes.lastSeenAt)
                return new
            }
        }
        if let new { try await delete(new) }
        throw SessionError.contended
    }

    /// Removes the row.
    ///
    /// - Throws: `MongoError`.
    public func delete(_ token: SessionToken) async throws { try await collection.deleteOne(filter(token)) }

    /// The sessions of all rows that our keys signed: it reads the collection.
    ///
    /// - Throws: `MongoError`.
    public func sessions(of account: String?, limit: Int) async throws -> [SessionSummary] {
        var found = NewestSessions(limit)
        if account == nil, try await layout.hasEndIndex(in: collection) {
            // What ends last was used last, but for sessions with an expiry of their own.
            var count = 0
            var options = MongoCollection.FindOptions()
            options.sort = ["expire_date": -1]
            for try await row in collection.cursor([:], options, batchSize: min(max(1, limit), 200)) {
                guard let session = session(row) else { continue }
                found.add(session)
                count += 1
                if count == limit { break }
            }
            return found.all
        }
        for try await row in collection.cursor([:], batchSize: 200) {
            guard let session = session(row), account == nil || session.account == account else { continue }
            found.add(session)
        }
        return found.all
    }

    /// Ends a session. Rows are stored under keys, so it reads the keys of the collection to find its own.
    ///
    /// - Throws: `MongoError`.
    public func revoke(_ id: SessionID) async throws -> Bool {
        // Which key an identifier is of cannot be asked for: it is a hash of it. Keys are read from their index alone.
        var options = MongoCollection.FindOptions()
        let field = layout.keyField
        options.projection = field == "_id" ? ["_id": 1] : ["_id": 0, field: 1]
        for try await row in collection.cursor([field: ["$gte": ""]], options, batchSize: 500) {
            guard let key = row[layout.keyField]?.string, token(key: key).id == id else { continue }
            return try await collection.deleteOne(filter(token(key: key)))
        }
        return false
    }

    /// Ends the sessions of an account but one. It reads the collection.
    ///
    /// - Throws: `MongoError`.
    public func revokeAll(of account: String, except kept: SessionID?) async throws -> Int {
        var count = 0
        while true {
            // Again, for one that got a new key while we went through them.
            var keys: [BSONValue] = []
            for try await row in collection.cursor([:], batchSize: 200) {
                guard let session = session(row), session.account == account, session.id != kept,
                    let key = row[layout.keyField]
                else { continue }
                keys.append(key)
            }
            guard !keys.isEmpty else { return count }
            count += try await collection.deleteMany(.anyOf(keys, in: layout.keyField))
        }
    }

    /// Removes the rows whose `expire_date` has passed.
    ///
    /// - Throws: `MongoError`.
    public func clearExpired(before moment: Date) async throws -> Int {
        try await collection.deleteMany(["expire_date": ["$lte": try moment.bsonValue()]])
    }

    private func filter(_ token: SessionToken) -> BSONDocument {
        BSONDocument([(layout.keyField, .string(token.text))])
    }

    /// The content of a row; nil for one that our keys did not sign, which is nobody's session.
    private func content(_ row: BSONDocument) -> DjangoContent? {
        row["session_data"]?.string.flatMap { try? codec.members(of: $0) }.map(DjangoContent.init)
    }

    private func record(_ row: BSONDocument) -> SessionRecord? {
        guard let end = row["expire_date"].flatMap({ try? Date(bsonValue: $0) }) else { return nil }
        return content(row).flatMap { try? $0.record(expiresAt: end, policy) }
    }

    private func session(_ row: BSONDocument) -> SessionSummary? {
        guard let key = row[layout.keyField]?.string, let record = record(row) else { return nil }
        return SessionSummary(id: token(key: key).id, record)
    }
}
