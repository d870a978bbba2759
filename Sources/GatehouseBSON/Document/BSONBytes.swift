/// Reads the parts of checked bytes. All integers on the wire are little-endian.
enum BSONBytes {
    static func int32(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int32 {
        Int32(bitPattern: UInt32(truncatingIfNeeded: integer(bytes, at: index, count: 4)))
    }

    static func int64(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int64 {
        Int64(bitPattern: integer(bytes, at: index, count: 8))
    }

    static func uint64(_ bytes: ArraySlice<UInt8>, at index: Int) -> UInt64 { integer(bytes, at: index, count: 8) }

    private static func integer(_ bytes: ArraySlice<UInt8>, at index: Int, count: Int) -> UInt64 {
        var result: UInt64 = 0
        for offset in 0..<count { result |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
        return result
    }

    /// The index of the NUL that ends a text without a length.
    static func endOfText(in bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        var index = start
        while bytes[index] != 0 { index += 1 }
        return index
    }

    /// How many bytes a value takes.
    static func size(of type: BSONType, in bytes: ArraySlice<UInt8>, at index: Int) -> Int {
        switch type {
        case .undefined, .null, .minKey, .maxKey: 0
        case .bool: 1
        case .int32: 4
        case .double, .datetime, .timestamp, .int64: 8
        case .objectID: 12
        case .decimal128: 16
        case .document, .array, .javaScriptWithScope: Int(int32(bytes, at: index))
        case .string, .javaScript, .symbol: 4 + Int(int32(bytes, at: index))
        case .binary: 5 + Int(int32(bytes, at: index))
        case .dbPointer: 4 + Int(int32(bytes, at: index)) + 12
        case .regularExpression: endOfText(in: bytes, from: endOfText(in: bytes, from: index) + 1) + 1 - index
        }
    }

    /// The text that stands after its length at an index.
    private static func text(_ bytes: ArraySlice<UInt8>, at index: Int) -> String {
        let length = Int(int32(bytes, at: index))
        return String(decoding: bytes[(index + 4)..<(index + 4 + length - 1)], as: UTF8.self)
    }

    /// The value that fills these bytes.
    static func value(of type: BSONType, in bytes: ArraySlice<UInt8>) -> BSONValue {
        let start = bytes.startIndex
        switch type {
        case .double: return .double(Double(bitPattern: uint64(bytes, at: start)))
        case .string: return .string(text(bytes, at: start))
        case .document: return .document(BSONDocument(trusted: bytes))
        case .array: return .array(BSONArray(trusted: BSONDocument(trusted: bytes)))
        case .binary: return .binary(binary(bytes))
        case .undefined: return .undefined
        case .objectID: return .objectID(ObjectID(bytes: bytes)!)  // 12 bytes by `size`
        case .bool: return .bool(bytes[start] == 1)
        case .datetime: return .datetime(milliseconds: int64(bytes, at: start))
        case .null: return .null
        case .regularExpression:
            let end = endOfText(in: bytes, from: start)
            let pattern = String(decoding: bytes[start..<end], as: UTF8.self)
            var expression = BSONRegularExpression(pattern)
            expression.options = String(decoding: bytes[(end + 1)..<(bytes.endIndex - 1)], as: UTF8.self)
            return .regularExpression(expression)
        case .dbPointer:
            let id = ObjectID(bytes: bytes[(bytes.endIndex - 12)...])!  // 12 bytes by the slice
            return .dbPointer(namespace: text(bytes, at: start), id: id)
        case .javaScript: return .javaScript(text(bytes, at: start))
        case .symbol: return .symbol(text(bytes, at: start))
        case .javaScriptWithScope:
            let scope = start + 8 + Int(int32(bytes, at: start + 4))
            return .javaScriptWithScope(code: text(bytes, at: start + 4), scope: BSONDocument(trusted: bytes[scope...]))
        case .int32: return .int32(int32(bytes, at: start))
        case .timestamp:
            let bits = uint64(bytes, at: start)
            return .timestamp(
                BSONTimestamp(seconds: UInt32(bits >> 32), increment: UInt32(truncatingIfNeeded: bits)))
        case .int64: return .int64(int64(bytes, at: start))
        case .decimal128:
            return .decimal128(Decimal128(high: uint64(bytes, at: start + 8), low: uint64(bytes, at: start)))
        case .minKey: return .minKey
        case .maxKey: return .maxKey
        }
    }

    private static func binary(_ bytes: ArraySlice<UInt8>) -> BSONBinary {
        let start = bytes.startIndex
        let subtype = bytes[start + 4]
        let payload = start + (subtype == BSONBinary.legacyGeneric ? 9 : 5)
        return BSONBinary(Array(bytes[payload...]), subtype: subtype)
    }
}
