import GatehouseBSON

/// What an account's owner takes away of it.
enum ActivityExport {
    static func value(_ rows: [Activity]) throws -> BSONValue {
        .array(
            BSONArray(
                try rows.map { row in
                    var members: [(String, BSONValue)] = [
                        ("kind", .string(row.kind)), ("date", try row.date.bsonValue()),
                    ]
                    if let address = row.address { members.append(("address", .string(address))) }
                    if let agent = row.userAgent { members.append(("user_agent", .string(agent))) }
                    return .document(BSONDocument(members))
                }))
    }
}
