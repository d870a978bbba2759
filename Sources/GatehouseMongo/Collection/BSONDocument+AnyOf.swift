package import GatehouseBSON

extension BSONDocument {
    /// The filter for documents one field of which has one of some values.
    package static func anyOf(_ values: [BSONValue], in field: String) -> BSONDocument {
        // One by one the server finds them faster: an equal `_id` needs no plan, a list with one value does.
        if values.count == 1, values[0].isPlainKey { return BSONDocument([(field, values[0])]) }
        return BSONDocument([(field, .document(["$in": .array(BSONArray(values))]))])
    }
}

extension BSONValue {
    /// Whether a filter that names it means this value, not an operator, a pattern or a field that is missing.
    fileprivate var isPlainKey: Bool {
        switch self {
        case .string, .int32, .int64, .double, .bool, .objectID, .datetime, .binary: true
        default: false
        }
    }
}
