package import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SessionRecord {
    /// The members of its document: `{data: {…}, account, created_at, last_seen_at, expires_at, address, user_agent}`.
    package func members() throws -> [(String, BSONValue)] {
        var members: [(String, BSONValue)] = [
            ("data", .document(BSONDocument(data.map { (SessionDataKey.escape($0.key), $0.value) }))),
            ("created_at", try createdAt.bsonValue()), ("last_seen_at", try lastSeenAt.bsonValue()),
            ("expires_at", try expiresAt.bsonValue()),
        ]
        if let account { members.append(("account", .string(account))) }
        if let address = client.address { members.append(("address", .string(address))) }
        if let userAgent = client.userAgent { members.append(("user_agent", .string(userAgent))) }
        return members
    }

    /// The record of a document.
    ///
    /// - Throws: `BSONError` when a date is missing.
    package init(_ document: BSONDocument) throws {
        func date(_ key: String) throws -> Date { try Date(bsonValue: document[key] ?? .null) }
        let data = (document["data"]?.document ?? [:]).map {
            SessionData.Member(SessionDataKey.unescape($0.key), $0.value)
        }
        self.init(
            data: SessionData(data), account: document["account"]?.string, createdAt: try date("created_at"),
            lastSeenAt: try date("last_seen_at"), expiresAt: try date("expires_at"),
            client: SessionClient(
                address: document["address"]?.string, userAgent: document["user_agent"]?.string))
    }
}
