import GatehouseBSON

/// Values by their bytes, as keys of dictionaries: Swift takes texts for equal that Unicode takes for equal, MongoDB does
/// not. Numbers that MongoDB takes for equal have one form, also inside lists and documents.
enum LookupKey {
    static func make(_ value: BSONValue) -> BSONDocument { ["": normal(value)] }

    static func normal(_ value: BSONValue) -> BSONValue {
        switch value {
        case .int32, .int64, .double, .decimal128:
            if let integer = value.integer { return .integer(integer) }
            guard let number = BSONOrder.number(value) else { return value }
            return Int64(exactly: number).map(BSONValue.integer) ?? .double(number)
        case .document(let document): return .document(BSONDocument(document.map { ($0.key, normal($0.value)) }))
        case .array(let array): return .array(BSONArray(array.map(normal)))
        case .symbol(let text): return .string(text)
        default: return value
        }
    }
}
