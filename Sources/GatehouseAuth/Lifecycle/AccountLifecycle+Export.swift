public import GatehouseBSON
import GatehouseDocuments
import GatehouseSessions

extension AccountLifecycle {
    /// What is stored about an account, for its owner to take away: `account`, without its password; `sessions`;
    /// `deletion`, where one is pending; and `data`, what the site's records keep, by their names.
    ///
    /// As JSON: `try await lifecycle.export(of: user).extendedJSON()`.
    ///
    /// - Throws: `MongoError`; `BSONError` for a record's name with a NUL in it; what the sessions' store and the
    ///   records throw.
    public func export(of user: User, client: Client = Client()) async throws -> BSONDocument {
        let account = try User.schema.encode(user).filter { $0.key != AccountField.password }.map { ($0.key, $0.value) }
        var export: [(String, BSONValue)] = [("account", .document(BSONDocument(account)))]
        let sessions = try await summaries(of: user).map { session -> BSONValue in
            var members: [(String, BSONValue)] = [
                ("created_at", try session.createdAt.bsonValue()),
                ("last_seen_at", try session.lastSeenAt.bsonValue()),
                ("expires_at", try session.expiresAt.bsonValue()),
            ]
            if let address = session.client.address { members.append(("address", .string(address))) }
            if let userAgent = session.client.userAgent { members.append(("user_agent", .string(userAgent))) }
            return .document(BSONDocument(members))
        }
        export.append(("sessions", .array(BSONArray(sessions))))
        if let key = user.id?.keyText, let row = try await deletions.find(key) {
            export.append(
                (
                    "deletion",
                    ["requested_date": try row.requestedDate.bsonValue(), "due_date": try row.dueDate.bsonValue()]
                ))
        }
        let data = try await accounts.exported(user)
        if !data.isEmpty { export.append(("data", .document(data))) }
        await accounts.emit(.exported, account: user.id?.keyText, client: client)
        return BSONDocument(export)
    }
}
