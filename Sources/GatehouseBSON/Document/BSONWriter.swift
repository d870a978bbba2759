/// Appends elements to the bytes of one document.
struct BSONWriter {
    private var bytes: [UInt8]

    init() {
        bytes = []
        bytes.reserveCapacity(128)
        bytes.append(contentsOf: [0, 0, 0, 0])
    }

    /// Goes on after the last element of a document.
    init(continuing document: BSONDocument) { bytes = Array(document.storage.dropLast()) }

    /// The finished document.
    consuming func finish() -> [UInt8] {
        bytes.append(0)
        let length = UInt32(bytes.count)
        for offset in 0..<4 { bytes[offset] = UInt8(truncatingIfNeeded: length >> UInt32(8 * offset)) }
        return bytes
    }

    mutating func append(_ value: BSONValue, key: String) {
        bytes.append(value.type.rawValue)
        appendText(key)
        switch value {
        case .double(let value): append(value.bitPattern)
        case .string(let value), .javaScript(let value), .symbol(let value): appendLengthAndText(value)
        case .document(let value): bytes.append(contentsOf: value.storage)
        case .array(let value): bytes.append(contentsOf: value.document.storage)
        case .binary(let value): append(value)
        case .undefined, .null, .minKey, .maxKey: break
        case .objectID(let value): bytes.append(contentsOf: value.bytes)
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .datetime(let milliseconds): append(milliseconds)
        case .regularExpression(let value):
            appendText(value.pattern)
            appendText(value.options)
        case .dbPointer(let namespace, let id):
            appendLengthAndText(namespace)
            bytes.append(contentsOf: id.bytes)
        case .javaScriptWithScope(let code, let scope):
            append(UInt32(4 + 4 + code.utf8.count + 1 + scope.storage.count))
            appendLengthAndText(code)
            bytes.append(contentsOf: scope.storage)
        case .int32(let value): append(value)
        case .timestamp(let value):
            append(value.increment)
            append(value.seconds)
        case .int64(let value): append(value)
        case .decimal128(let value):
            append(value.low)
            append(value.high)
        }
    }

    private mutating func append(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ binary: BSONBinary) {
        let isLegacy = binary.subtype == BSONBinary.legacyGeneric
        append(UInt32(binary.bytes.count + (isLegacy ? 4 : 0)))
        bytes.append(binary.subtype)
        if isLegacy { append(UInt32(binary.bytes.count)) }
        bytes.append(contentsOf: binary.bytes)
    }

    private mutating func appendText(_ text: String) {
        precondition(!text.utf8.contains(0), "a BSON key or pattern cannot hold a NUL")
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }

    private mutating func appendLengthAndText(_ text: String) {
        append(UInt32(text.utf8.count + 1))
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }
}
