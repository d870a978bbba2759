import GatehouseBSON

/// The update that makes one document into another. Embedded documents are changed member by member, so that what this
/// program does not know of them, or somebody else changed, stays.
enum DocumentDifference {
    static func update(from old: BSONDocument, to new: BSONDocument) -> BSONDocument {
        var (set, unset): ([(String, BSONValue)], [(String, BSONValue)]) = ([], [])
        compare(old, new, prefix: "", &set, &unset)
        var update: [(String, BSONValue)] = []
        if !set.isEmpty { update.append(("$set", .document(BSONDocument(set)))) }
        if !unset.isEmpty { update.append(("$unset", .document(BSONDocument(unset)))) }
        return BSONDocument(update)
    }

    private static func compare(
        _ old: BSONDocument, _ new: BSONDocument, prefix: String, _ set: inout [(String, BSONValue)],
        _ unset: inout [(String, BSONValue)]
    ) {
        for (key, value) in new {
            let before = old[key]
            if let before, isSame(before, value) { continue }
            if case .document(let inner)? = before, case .document(let changed) = value, hasPaths(inner),
                hasPaths(changed)
            {
                compare(inner, changed, prefix: "\(prefix)\(key).", &set, &unset)
            } else {
                set.append((prefix + key, value))
            }
        }
        for (key, _) in old where new[key] == nil { unset.append((prefix + key, "")) }
    }

    /// Whether its members can be named in an update; those of a dictionary with any keys perhaps cannot.
    private static func hasPaths(_ document: BSONDocument) -> Bool {
        !document.isEmpty && document.keys.allSatisfy { !$0.isEmpty && !$0.hasPrefix("$") && !$0.contains(".") }
    }

    private static func isSame(_ left: BSONValue, _ right: BSONValue) -> Bool {
        BSONDocument([("", left)]) == BSONDocument([("", right)])
    }
}
