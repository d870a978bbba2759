import GatehouseBSON
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension BSONDocument {
    /// The document for a person to read: dates as texts of ISO 8601, keys as their texts.
    var plainJSON: JSONValue { .object(map { .init($0.key, $0.value.plainJSON) }) }
}

extension BSONValue {
    fileprivate var plainJSON: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .bool(let value): .bool(value)
        case .double(let value): value.isFinite ? .double(value) : .null
        case .null: .null
        case .objectID(let id): .string(id.description)
        case .document(let document): document.plainJSON
        case .array(let array): .array(array.values.map(\.plainJSON))
        case .datetime: (try? Date(bsonValue: self)).map { .string($0.formatted(.iso8601)) } ?? .null
        default:
            if let number = integer {
                .integer(String(number))
            } else if let id = try? UUID(bsonValue: self) {
                .string(id.uuidString.lowercased())
            } else {
                .string("\(self)")
            }
        }
    }
}
