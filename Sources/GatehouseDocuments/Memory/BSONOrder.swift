import GatehouseBSON

/// How MongoDB compares values. Source: the MongoDB manual, "Comparison and Sort Order of BSON types".
enum BSONOrder {
    /// -1, 0 or 1.
    static func compare(_ left: BSONValue, _ right: BSONValue) -> Int {
        let (leftRank, rightRank) = (rank(left), rank(right))
        guard leftRank == rightRank else { return leftRank < rightRank ? -1 : 1 }
        switch (left, right) {
        case (.string(let a), .string(let b)), (.symbol(let a), .symbol(let b)), (.string(let a), .symbol(let b)),
            (.symbol(let a), .string(let b)):
            return compare(Array(a.utf8), Array(b.utf8))
        case (.document(let a), .document(let b)): return compare(a, b)
        case (.array(let a), .array(let b)): return compare(a.document, b.document)
        case (.binary(let a), .binary(let b)):
            return compare(
                [a.bytes.count, Int(a.subtype)] + a.bytes.map(Int.init),
                [b.bytes.count, Int(b.subtype)] + b.bytes.map(Int.init))
        case (.objectID(let a), .objectID(let b)): return compare(a.bytes, b.bytes)
        case (.bool(let a), .bool(let b)): return a == b ? 0 : (a ? 1 : -1)
        case (.datetime(let a), .datetime(let b)): return compare([a], [b])
        case (.timestamp, .timestamp), (.regularExpression, .regularExpression):
            return compare(bytes(left), bytes(right))
        default:
            if let a = left.integer, let b = right.integer { return compare([a], [b]) }
            if let a = number(left), let b = number(right) {
                if a.isNaN || b.isNaN { return a.isNaN ? (b.isNaN ? 0 : -1) : 1 }
                return a < b ? -1 : a > b ? 1 : 0
            }
            return 0
        }
    }

    /// Whether `$gt` and its kind compare the two at all: they do so within one kind of value.
    static func isSameKind(_ left: BSONValue, _ right: BSONValue) -> Bool { rank(left) == rank(right) }

    /// The value of a number; nil for what is none. Decimal128 counts by its text.
    static func number(_ value: BSONValue) -> Double? {
        switch value {
        case .double(let value): value
        case .int32(let value): Double(value)
        case .int64(let value): Double(value)
        case .decimal128(let value): Double(value.description)
        default: nil
        }
    }

    private static func rank(_ value: BSONValue) -> Int {
        switch value {
        case .minKey: 0
        case .undefined: 1
        case .null: 2
        case .double, .int32, .int64, .decimal128: 3
        case .string, .symbol: 4
        case .document: 5
        case .array: 6
        case .binary: 7
        case .objectID: 8
        case .bool: 9
        case .datetime: 10
        case .timestamp: 11
        case .regularExpression: 12
        case .dbPointer: 13
        case .javaScript: 14
        case .javaScriptWithScope: 15
        case .maxKey: 16
        }
    }

    private static func compare(_ left: BSONDocument, _ right: BSONDocument) -> Int {
        for (a, b) in zip(left, right) {
            let ranks = compare([rank(a.value)], [rank(b.value)])
            if ranks != 0 { return ranks }
            let keys = compare(Array(a.key.utf8), Array(b.key.utf8))
            if keys != 0 { return keys }
            let values = compare(a.value, b.value)
            if values != 0 { return values }
        }
        return compare([left.keys.count], [right.keys.count])
    }

    private static func compare<Element: Comparable>(_ left: [Element], _ right: [Element]) -> Int {
        if left == right { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    private static func bytes(_ value: BSONValue) -> [UInt8] { BSONDocument([("", value)]).bytes }
}
