import GatehouseBSON
import GatehouseMongo

/// What a document becomes through update operators, as MongoDB decides it, for those that documents use.
enum BSONUpdater {
    /// - Parameters:
    ///   - isNew: whether the document is made by an upsert.
    ///   - now: for `$currentDate`, in milliseconds since 1970.
    /// - Throws: `MongoError` with code `commandFailed`.
    static func apply(
        _ update: BSONDocument, to document: BSONDocument, isNew: Bool = false, now: Int64
    ) throws -> BSONDocument {
        var result = document
        for (name, members) in update {
            guard let members = members.document else { throw refused(name) }
            for (path, operand) in members {
                result = try BSONPath.changing(result, at: path) { old in
                    try value(name, operand, old, isNew: isNew, now: now)
                }
            }
        }
        if let id = document["_id"], let new = result["_id"], BSONOrder.compare(id, new) != 0 {
            throw MongoError(.commandFailed, "the _id of a document cannot change")
        }
        return result
    }

    private static func value(
        _ name: String, _ operand: BSONValue, _ old: BSONValue?, isNew: Bool, now: Int64
    ) throws -> BSONValue? {
        switch name {
        case "$set": return operand
        case "$setOnInsert": return isNew ? operand : old
        case "$unset": return nil
        case "$inc": return try sum(old, operand)
        case "$min": return old.map { BSONOrder.compare(operand, $0) < 0 ? operand : $0 } ?? operand
        case "$max": return old.map { BSONOrder.compare(operand, $0) > 0 ? operand : $0 } ?? operand
        case "$currentDate": return .datetime(milliseconds: now)
        case "$push": return .array(BSONArray(try list(old, name) + each(operand)))
        case "$addToSet":
            var elements = try list(old, name)
            for value in each(operand) where !elements.contains(where: { BSONOrder.compare($0, value) == 0 }) {
                elements.append(value)
            }
            return .array(BSONArray(elements))
        case "$pull":
            guard old != nil else { return nil }
            let kept = try list(old, name).filter { element in
                if case .document(let condition) = operand, case .document(let document) = element,
                    !BSONMatcher.isOperators(condition)
                {
                    return try !BSONMatcher.matches(document, condition)
                }
                return try !BSONMatcher.holds(operand, of: [element])
            }
            return .array(BSONArray(kept))
        default: throw refused(name)
        }
    }

    private static func sum(_ old: BSONValue?, _ operand: BSONValue) throws -> BSONValue {
        guard let old else { return operand }
        if case .double = old {
        } else if case .double = operand {
        } else if let a = old.integer, let b = operand.integer {
            let (sum, overflows) = a.addingReportingOverflow(b)
            guard !overflows else { throw MongoError(.commandFailed, "the sum is too large") }
            return .integer(sum)
        }
        guard let a = BSONOrder.number(old), let b = BSONOrder.number(operand) else {
            throw MongoError(.commandFailed, "$inc needs numbers")
        }
        return .double(a + b)
    }

    private static func list(_ value: BSONValue?, _ name: String) throws -> [BSONValue] {
        guard let value else { return [] }
        guard let array = value.array else { throw MongoError(.commandFailed, "\(name) needs a list") }
        return array.values
    }

    /// The values of `{$each: […]}`, or the one.
    private static func each(_ operand: BSONValue) -> [BSONValue] {
        operand.document?["$each"]?.array?.values ?? [operand]
    }

    private static func refused(_ name: String) -> MongoError {
        MongoError(.commandFailed, "the database in memory does not know \(name)")
    }
}
