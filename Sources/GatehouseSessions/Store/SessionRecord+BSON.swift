package import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SessionRecord {
    /// The members of its document: `{data: {…}, account, created_at, last_seen_at, expires_at, address, user_agent}`; of
    /// one whose token was replaced also `replaced_at`.
    package func members() throws -> [(String, BSONValue)] {
        var members: [(String, BSONValue)] = [
            ("data", .document(BSONDocument(data.map { (SessionDataKey.escape($0.key), $0.value) }))),
            ("created_at", try createdAt.bsonValue()), ("last_seen_at", try lastSeenAt.bsonValue()),
            ("expires_at", try expiresAt.bsonValue()),
        ]
        if let account { members.append(("account", .string(account))) }
        if let address = client.address { members.append(("address", .string(address))) }
        if let userAgent = client.userAgent { members.append(("user_agent", .string(userAgent))) }
        if let replacedAt { members.append(("replaced_at", try replacedAt.bsonValue())) }
        return members
    }

    /// The record of a document.
    ///
    /// - Parameter id: the session whose document it is.
    /// - Throws: ``UnreadableSessionError`` when a date is missing or a value is of another type.
    package init(_ document: BSONDocument, of id: SessionID) throws(UnreadableSessionError) {
        // One walk: every look-up by name would be one of its own.
        var data = SessionData()
        var account: String?
        var address: String?
        var userAgent: String?
        var createdAt: BSONValue?
        var lastSeenAt: BSONValue?
        var expiresAt: BSONValue?
        var replacedAt: BSONValue?
        for (key, value) in document {
            switch key {
            case "data": data = SessionData(stored: try Self.read(BSONDocument.self, value, key, id))
            // Another type would make the session nobody's without a word.
            case "account": account = try Self.read(String.self, value, key, id)
            case "created_at": createdAt = value
            case "last_seen_at": lastSeenAt = value
            case "expires_at": expiresAt = value
            case "address": address = value.string
            case "user_agent": userAgent = value.string
            case "replaced_at": replacedAt = value
            default: break
            }
        }
        self.init(
            data: data, account: account, createdAt: try Self.read(Date.self, createdAt ?? .null, "created_at", id),
            lastSeenAt: try Self.read(Date.self, lastSeenAt ?? .null, "last_seen_at", id),
            expiresAt: try Self.read(Date.self, expiresAt ?? .null, "expires_at", id),
            client: SessionClient(address: address, userAgent: userAgent))
        if let replacedAt { self.replacedAt = try Self.read(Date.self, replacedAt, "replaced_at", id) }
    }

    private static func read<Value: BSONConvertible>(
        _ type: Value.Type, _ value: BSONValue, _ field: String, _ id: SessionID
    ) throws(UnreadableSessionError) -> Value {
        do {
            return try Value(bsonValue: value)
        } catch {
            throw UnreadableSessionError(id, field: field, underlying: error)
        }
    }
}

extension SessionData {
    /// The values that a document of the store holds.
    init(stored document: BSONDocument) {
        self.init(document.lazy.map { Member(SessionDataKey.unescape($0.key), $0.value) })
    }
}
