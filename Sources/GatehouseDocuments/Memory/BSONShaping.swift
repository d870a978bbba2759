import GatehouseBSON

/// The order and the fields of the documents that a query returns.
enum BSONShaping {
    /// Sorted by fields and directions; documents that are the same by them stay in their order.
    static func sorted(_ documents: [BSONDocument], by order: BSONDocument?) -> [BSONDocument] {
        guard let order, !order.isEmpty else { return documents }
        return documents.enumerated().sorted { left, right in
            for (path, direction) in order {
                let descends = (direction.integer ?? 1) < 0
                let a = key(path, left.element, descends: descends)
                let b = key(path, right.element, descends: descends)
                let result = BSONOrder.compare(a, b)
                if result != 0 { return descends ? result > 0 : result < 0 }
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// A list is sorted by its least value, or its greatest when descending.
    private static func key(_ path: String, _ document: BSONDocument, descends: Bool) -> BSONValue {
        let found = BSONPath.values(at: path, in: document).flatMap { $0.array?.values ?? [$0] }
        let ordered = found.sorted { BSONOrder.compare($0, $1) < 0 }
        return (descends ? ordered.last : ordered.first) ?? .null
    }

    /// Only the fields named with 1, or all but those named with 0.
    static func projected(_ document: BSONDocument, _ projection: BSONDocument?) throws -> BSONDocument {
        guard let projection, !projection.isEmpty else { return document }
        let named = projection.filter { $0.key != "_id" }
        let keepsID = isOn(projection["_id"] ?? 1)
        if let first = named.first, !isOn(first.value) {
            let left = try named.reduce(document) { document, field in
                try BSONPath.changing(document, at: field.key) { _ in nil }
            }
            return try keepsID ? left : BSONPath.changing(left, at: "_id") { _ in nil }
        }
        if named.isEmpty, !keepsID { return try BSONPath.changing(document, at: "_id") { _ in nil } }
        var result: BSONDocument = keepsID ? document["_id"].map { ["_id": $0] } ?? [:] : [:]
        for (path, _) in named {
            for value in BSONPath.values(at: path, in: document).prefix(1) {
                result = try BSONPath.changing(result, at: path) { _ in value }
            }
        }
        return result
    }

    private static func isOn(_ value: BSONValue) -> Bool { value.bool ?? ((value.integer ?? 1) != 0) }
}
