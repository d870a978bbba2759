import GatehouseBSON
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONValue {
    /// The JSON form of a value of a session. What JSON has no form for is written as MongoDB's Extended JSON, such as
    /// `{"$date":{"$numberLong":"…"}}`; Python sees a dictionary there.
    ///
    /// - Throws: `BSONError` for types that no Codable value becomes.
    init(_ value: BSONValue) throws(BSONError) {
        switch value {
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .bool(let value): self = .bool(value)
        case .null: self = .null
        case .int32(let number): self = .integer(String(number))
        case .int64(let number): self = .integer(String(number))
        case .array(let array):
            var values: [JSONValue] = []
            for value in array { values.append(try JSONValue(value)) }
            self = .array(values)
        case .document(let document):
            var members: [Member] = []
            for (key, value) in document { members.append(Member(key, try JSONValue(value))) }
            self = .object(members)
        case .datetime(let milliseconds): self = ["$date": ["$numberLong": .string(String(milliseconds))]]
        case .objectID(let id): self = ["$oid": .string(id.description)]
        case .decimal128(let number): self = ["$numberDecimal": .string(number.description)]
        case .binary(let binary):
            let text = Data(binary.bytes).base64EncodedString()
            self = ["$binary": ["base64": .string(text), "subType": .string(Hexadecimal.text([binary.subtype]))]]
        default: throw BSONError(.typeMismatch, "the type \(value.type) has no form in JSON")
        }
    }
}

extension BSONValue {
    /// The value of a session's JSON. Integers beyond 64 bits become floating-point numbers here; in the store they
    /// stay as they are, because only keys that change are written.
    ///
    /// - Throws: `BSONError` when a key inside holds a NUL.
    init(_ value: JSONValue) throws(BSONError) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let digits): self = Int64(digits).map(BSONValue.integer) ?? .double(Double(digits) ?? .infinity)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let values):
            var elements: [BSONValue] = []
            for value in values { elements.append(try BSONValue(value)) }
            self = .array(BSONArray(elements))
        case .object(let members):
            if let value = Self.extended(members) {
                self = value
                return
            }
            var document = BSONDocument()
            for member in members { try document.append(try BSONValue(member.value), forKey: member.name) }
            self = .document(document)
        }
    }

    /// The value that Extended JSON of ours says; nil when the object is not exactly that.
    private static func extended(_ members: [JSONValue.Member]) -> BSONValue? {
        guard members.count == 1, let member = members.first else { return nil }
        switch member.name {
        case "$date":
            guard case .object(let inner) = member.value, inner.count == 1,
                let number = member.value["$numberLong"]?.string.flatMap({ Int64($0) })
            else { return nil }
            return .datetime(milliseconds: number)
        case "$oid": return member.value.string.flatMap { ObjectID(hex: $0) }.map(BSONValue.objectID)
        case "$numberDecimal": return member.value.string.flatMap { Decimal128($0) }.map(BSONValue.decimal128)
        case "$binary":
            guard case .object(let inner) = member.value, inner.count == 2,
                let bytes = member.value["base64"]?.string.flatMap({ Data(base64Encoded: $0) }),
                let subtype = member.value["subType"]?.string.flatMap({ UInt8($0, radix: 16) })
            else { return nil }
            return .binary(BSONBinary(Array(bytes), subtype: subtype))
        default: return nil
        }
    }
}
