package import GatehouseBSON

/// Compares an index that is there, as the server describes it, with one that is wanted.
enum IndexShape {
    /// Whether it does all that the wanted one does, and no more; whatever its name.
    static func serves(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        hasSameKeys(found, wanted) && differences(found, wanted).isEmpty
    }

    /// Whether the server would take one for the other, or refuse to have both: same name, or same fields and collation.
    static func isSamePlace(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        found["name"]?.string == wanted.name || (hasSameKeys(found, wanted) && hasSameCollation(found, wanted))
    }

    /// The parts in which they differ.
    static func differences(_ found: BSONDocument, _ wanted: MongoIndex) -> [String] {
        var parts: [String] = []
        if !hasSameKeys(found, wanted) { parts.append("key") }
        if isUnique(found) != wanted.isUnique { parts.append("unique") }
        if age(found) != wanted.expireAfter?.components.seconds { parts.append("expireAfterSeconds") }
        if found["partialFilterExpression"]?.document != wanted.partialFilter {
            parts.append("partialFilterExpression")
        }
        if !hasSameCollation(found, wanted) { parts.append("collation") }
        if found["sparse"]?.bool == true { parts.append("sparse") }
        return parts
    }

    /// Whether documents are let in, refused or removed otherwise than with the wanted one. An index that forbids more
    /// than a wanted unique one, or keeps documents longer, is not harmful.
    static func isHarmful(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        if wanted.isUnique, !forbidsSame(found, wanted) { return true }
        if !wanted.isUnique, isUnique(found) { return true }
        guard let age = age(found) else { return false }
        guard hasSameKeys(found, wanted), let wantedAge = wanted.expireAfter?.components.seconds else { return true }
        return age < wantedAge
    }

    /// Whether it forbids whatever the wanted one forbids.
    private static func forbidsSame(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        let filter = found["partialFilterExpression"]?.document
        return hasSameKeys(found, wanted) && isUnique(found) && hasSameCollation(found, wanted)
            && (filter == nil || filter == wanted.partialFilter || filter.map { leavesOutAbsent($0, wanted) } == true)
    }

    /// Whether a filter leaves out only documents that lack the one field, or whose value is of another type: as Django's
    /// backend for MongoDB makes unique indexes, `{username: {$type: "string"}}` or `{$gte: ""}`.
    private static func leavesOutAbsent(_ filter: BSONDocument, _ wanted: MongoIndex) -> Bool {
        guard filter.keys.count == 1, filter.keys == wanted.keys.keys, let field = filter.keys.first,
            let condition = filter[field]?.document, condition.keys.count == 1
        else { return false }
        return condition["$type"] != nil || condition["$exists"]?.bool == true || condition["$gte"]?.string == ""
    }

    /// Whether it has the same fields and collation.
    static func hasSamePlace(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        hasSameKeys(found, wanted) && hasSameCollation(found, wanted)
    }

    private static func isUnique(_ found: BSONDocument) -> Bool { found["unique"]?.bool ?? false }

    private static func age(_ found: BSONDocument) -> Int64? { found["expireAfterSeconds"]?.integer }

    /// Other programs write a direction as 1.0.
    private static func hasSameKeys(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        guard let keys = found["key"]?.document, keys.keys == wanted.keys.keys else { return false }
        return keys.map(\.value.integer) == wanted.keys.map(\.value.integer)
    }

    /// The server adds what follows from the locale; what was asked for must be there.
    private static func hasSameCollation(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        guard let collation = wanted.collation?.document else { return found["collation"] == nil }
        guard let other = found["collation"]?.document else { return false }
        return collation.allSatisfy { key, value in other[key] == value }
    }
}

extension MongoIndex {
    /// Whether queries that this index is for can use another one, as the server describes it: it has the same fields and
    /// collation, and leaves no document out.
    package func isAnswered(by other: BSONDocument) -> Bool {
        IndexShape.hasSamePlace(other, self) && other["partialFilterExpression"] == nil && other["sparse"]?.bool != true
    }
}
