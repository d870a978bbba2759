import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension BSONValue {
    /// The value of an extended JSON text, canonical or relaxed. Whole numbers without a type take the smallest that
    /// holds them.
    ///
    /// - Throws: ``BSONError`` with code `malformed` when it is not JSON, or a `$` type is not written as it must be;
    ///   `tooDeep`; `outOfRange` for a number that no type holds; `invalidKey`.
    public init(extendedJSON text: String) throws(BSONError) {
        guard let json = JSONValue(text) else { throw BSONError(.malformed, "the text is not JSON") }
        self = try ExtendedJSONReader.value(json, depth: 0)
    }
}

extension BSONDocument {
    /// The document of an extended JSON text, canonical or relaxed.
    ///
    /// - Throws: as ``BSONValue/init(extendedJSON:)``; also `typeMismatch` when it is no document.
    public init(extendedJSON text: String) throws(BSONError) {
        guard case .document(let document) = try BSONValue(extendedJSON: text) else {
            throw BSONError(.typeMismatch, "the text is not a document")
        }
        self = document
    }
}

/// Reads values of extended JSON. Source: MongoDB specifications, "Extended JSON", version 2.
enum ExtendedJSONReader {
    static func value(_ json: JSONValue, depth: Int) throws(BSONError) -> BSONValue {
        switch json {
        case .array, .object:
            guard depth < BSONDocument.maximumDepth else {
                throw BSONError(.tooDeep, "documents nest deeper than \(BSONDocument.maximumDepth)")
            }
        default: break
        }
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let digits):
            guard let number = Int64(digits) else {
                throw BSONError(.outOfRange, "a whole number does not fit 64 bits")
            }
            return .integer(number)
        case .double(let value): return .double(value)
        case .string(let text): return .string(text)
        case .array(let elements):
            var values: [BSONValue] = []
            for element in elements { values.append(try value(element, depth: depth + 1)) }
            return .array(BSONArray(values))
        case .object(let members):
            if let typed = try typed(members, depth: depth) { return typed }
            return .document(try document(members, depth: depth))
        }
    }

    private static func document(_ members: [JSONValue.Member], depth: Int) throws(BSONError) -> BSONDocument {
        var elements: [(String, BSONValue)] = []
        for member in members {
            guard !member.name.utf8.contains(0) else { throw BSONError(.invalidKey, "a key cannot hold a NUL") }
            elements.append((member.name, try value(member.value, depth: depth + 1)))
        }
        return BSONDocument(elements)
    }

    /// The value of an object whose members name a type; nil for any other object.
    private static func typed(_ members: [JSONValue.Member], depth: Int) throws(BSONError) -> BSONValue? {
        let names = Set(members.map(\.name))
        let object = JSONValue.object(members)
        if names == ["$code", "$scope"] {
            guard let code = object["$code"]?.string, case .object(let scope)? = object["$scope"] else {
                throw malformed("$code")
            }
            return .javaScriptWithScope(code: code, scope: try document(scope, depth: depth + 1))
        }
        // The form of version 1, which tools still write.
        if names == ["$binary", "$type"] {
            return try binary(object["$binary"]?.string, subtype: object["$type"]?.string)
        }
        guard members.count == 1, let member = members.first else { return nil }
        return try typed(member.name, member.value)
    }

    private static func typed(_ name: String, _ json: JSONValue) throws(BSONError) -> BSONValue? {
        switch name {
        case "$oid": return .objectID(try objectID(json))
        case "$symbol": return .symbol(try text(json, name))
        case "$numberInt": return .int32(try number(json, name) { Int32($0) })
        case "$numberLong": return .int64(try number(json, name) { Int64($0) })
        case "$numberDouble": return .double(try number(json, name, double))
        case "$numberDecimal": return .decimal128(try number(json, name) { Decimal128($0) })
        case "$binary": return try binary(json["base64"]?.string, subtype: json["subType"]?.string)
        case "$uuid":
            guard let id = UUID(uuidString: try text(json, name)) else { throw malformed(name) }
            return id.bsonValue()
        case "$code": return .javaScript(try text(json, name))
        case "$timestamp":
            guard let seconds = json["t"]?.integer.flatMap(UInt32.init(exactly:)),
                let increment = json["i"]?.integer.flatMap(UInt32.init(exactly:))
            else { throw malformed(name) }
            return .timestamp(BSONTimestamp(seconds: seconds, increment: increment))
        case "$regularExpression":
            let pattern = try text(json["pattern"] ?? .null, name)
            let options = try text(json["options"] ?? .null, name)
            guard !pattern.utf8.contains(0), !options.utf8.contains(0) else { throw malformed(name) }
            return .regularExpression(BSONRegularExpression(pattern, options: options))
        case "$dbPointer":
            return .dbPointer(
                namespace: try text(json["$ref"] ?? .null, name), id: try objectID(json["$id"]?["$oid"] ?? .null))
        case "$date": return .datetime(milliseconds: try date(json))
        case "$minKey": return .minKey
        case "$maxKey": return .maxKey
        case "$undefined": return .undefined
        default: return nil
        }
    }

    private static func double(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(text)
        }
    }

    private static func date(_ json: JSONValue) throws(BSONError) -> Int64 {
        if let text = json.string {
            guard let milliseconds = DateText.milliseconds(text) else { throw malformed("$date") }
            return milliseconds
        }
        return try number(json["$numberLong"] ?? .null, "$date") { Int64($0) }
    }

    private static func binary(_ base64: String?, subtype: String?) throws(BSONError) -> BSONValue {
        guard let base64, let data = Data(base64Encoded: base64), let subtype, let type = UInt8(subtype, radix: 16)
        else { throw malformed("$binary") }
        return .binary(BSONBinary(Array(data), subtype: type))
    }

    private static func objectID(_ json: JSONValue) throws(BSONError) -> ObjectID {
        guard let id = ObjectID(hex: json.string ?? (json["$oid"]?.string ?? "")) else { throw malformed("$oid") }
        return id
    }

    private static func text(_ json: JSONValue, _ name: String) throws(BSONError) -> String {
        guard let text = json.string else { throw malformed(name) }
        return text
    }

    private static func number<Number>(
        _ json: JSONValue, _ name: String, _ read: (String) -> Number?
    ) throws(BSONError) -> Number {
        guard let number = read(try text(json, name)) else { throw malformed(name) }
        return number
    }

    private static func malformed(_ name: String) -> BSONError {
        BSONError(.malformed, "\(name) is not written as extended JSON writes it")
    }
}
