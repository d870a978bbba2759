import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an account's owner takes away of second factors: no secret.
enum FactorExport {
    static func apps(_ apps: [AuthenticatorApp]) throws -> BSONValue {
        .array(
            BSONArray(
                try apps.map { app in
                    var members: [(String, BSONValue)] = [
                        ("name", .string(app.name)), ("added", try app.added.bsonValue()),
                    ]
                    if let used = app.lastUsed { members.append(("last_used", try used.bsonValue())) }
                    return .document(BSONDocument(members))
                }))
    }

    static func codes(_ left: Int, made: Date) throws -> BSONValue {
        .document(BSONDocument([("left", .int64(Int64(left))), ("made", try made.bsonValue())]))
    }
}
