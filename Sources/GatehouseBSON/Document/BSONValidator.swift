/// Checks bytes from outside, so that walking them afterwards can never leave them.
enum BSONValidator {
    static func check(_ bytes: ArraySlice<UInt8>, depth: Int = 1) throws(BSONError) {
        guard depth <= BSONDocument.maximumDepth else {
            throw BSONError(.tooDeep, "documents nest deeper than \(BSONDocument.maximumDepth)")
        }
        guard bytes.count >= 5, Int(BSONBytes.int32(bytes, at: bytes.startIndex)) == bytes.count,
            bytes[bytes.endIndex - 1] == 0
        else { throw BSONError(.malformed, "a document's length or terminator is wrong") }
        let end = bytes.endIndex - 1
        var position = bytes.startIndex + 4
        while position < end {
            guard let type = BSONType(rawValue: bytes[position]) else {
                throw BSONError(.malformed, "unknown type \(bytes[position])")
            }
            let valueStart = try text(bytes[(position + 1)..<end])
            position = valueStart + (try check(type, bytes[valueStart..<end], depth: depth))
        }
    }

    /// Checks one value at the start of the bytes and returns its size.
    private static func check(_ type: BSONType, _ bytes: ArraySlice<UInt8>, depth: Int) throws(BSONError) -> Int {
        let start = bytes.startIndex
        switch type {
        case .undefined, .null, .minKey, .maxKey: return 0
        case .bool:
            try need(1, of: bytes)
            guard bytes[start] <= 1 else { throw BSONError(.malformed, "a bool is neither 0 nor 1") }
            return 1
        case .int32: return try need(4, of: bytes)
        case .double, .datetime, .timestamp, .int64: return try need(8, of: bytes)
        case .objectID: return try need(12, of: bytes)
        case .decimal128: return try need(16, of: bytes)
        case .string, .javaScript, .symbol: return try lengthAndText(bytes)
        case .dbPointer:
            let size = try lengthAndText(bytes)
            return size + (try need(12, of: bytes[(start + size)...]))
        case .document, .array:
            let size = try length(bytes, atLeast: 5, counted: 0)
            try check(bytes[start..<(start + size)], depth: depth + 1)
            return size
        case .binary: return try binary(bytes)
        case .regularExpression:
            let options = try text(bytes)
            return try text(bytes[options...]) - start
        case .javaScriptWithScope:
            let size = try length(bytes, atLeast: 14, counted: 0)
            let inner = bytes[(start + 4)..<(start + size)]
            let code = try lengthAndText(inner)
            try check(inner[(inner.startIndex + code)...], depth: depth + 1)
            return size
        }
    }

    @discardableResult
    private static func need(_ count: Int, of bytes: ArraySlice<UInt8>) throws(BSONError) -> Int {
        guard bytes.count >= count else { throw BSONError(.malformed, "a value is cut short") }
        return count
    }

    /// Reads a length and makes sure that `counted` + length bytes are there.
    private static func length(
        _ bytes: ArraySlice<UInt8>, atLeast minimum: Int, counted: Int
    ) throws(BSONError) -> Int {
        try need(4, of: bytes)
        let length = Int(BSONBytes.int32(bytes, at: bytes.startIndex))
        guard length >= minimum, length <= bytes.count - counted else {
            throw BSONError(.malformed, "a value's length leaves its document")
        }
        return length
    }

    /// Checks a length, a text and its NUL; returns the size of all three.
    private static func lengthAndText(_ bytes: ArraySlice<UInt8>) throws(BSONError) -> Int {
        let length = try length(bytes, atLeast: 1, counted: 4)
        let start = bytes.startIndex + 4
        guard bytes[start + length - 1] == 0 else { throw BSONError(.malformed, "a text does not end with NUL") }
        try utf8(bytes[start..<(start + length - 1)])
        return 4 + length
    }

    private static func binary(_ bytes: ArraySlice<UInt8>) throws(BSONError) -> Int {
        try need(5, of: bytes)
        let length = try length(bytes, atLeast: 0, counted: 5)
        if bytes[bytes.startIndex + 4] == BSONBinary.legacyGeneric {
            guard length >= 4, Int(BSONBytes.int32(bytes, at: bytes.startIndex + 5)) == length - 4 else {
                throw BSONError(.malformed, "the inner length of an old binary is wrong")
            }
        }
        return 5 + length
    }

    /// Checks a text that ends at its first NUL and returns the index after that.
    private static func text(_ bytes: ArraySlice<UInt8>) throws(BSONError) -> Int {
        guard let end = bytes.firstIndex(of: 0) else { throw BSONError(.malformed, "a text does not end with NUL") }
        try utf8(bytes[bytes.startIndex..<end])
        return end + 1
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) throws(BSONError) {
        if bytes.allSatisfy({ $0 < 0x80 }) { return }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw BSONError(.malformed, "a text is not UTF-8")
        }
    }
}
