import GatehouseBSON

/// The document that an upsert makes.
enum UpsertDocument {
    /// What the filter says a field equals, with the update applied to it.
    static func make(_ filter: BSONDocument, _ update: BSONDocument, now: Int64) throws -> BSONDocument {
        var start: BSONDocument = [:]
        for (path, value) in equalities(filter) { start = try BSONPath.changing(start, at: path) { _ in value } }
        let made = try BSONUpdater.apply(update, to: start, isNew: true, now: now)
        if made["_id"] != nil { return made }
        return BSONDocument([("_id", .objectID(ObjectID()))] + made.map { ($0.key, $0.value) })
    }

    /// Whether the filter says what a field equals.
    static func equals(_ field: String, _ filter: BSONDocument) throws -> Bool {
        equalities(filter).contains { $0.0 == field }
    }

    private static func equalities(_ filter: BSONDocument) -> [(String, BSONValue)] {
        filter.flatMap { key, condition -> [(String, BSONValue)] in
            if key == "$and" { return (condition.array?.compactMap(\.document) ?? []).flatMap(equalities) }
            if key.hasPrefix("$") { return [] }
            guard case .document(let operators) = condition, let first = operators.keys.first, first.hasPrefix("$")
            else {
                return [(key, condition)]
            }
            return operators["$eq"].map { [(key, $0)] } ?? []
        }
    }
}
