/// One BSON value of any type.
public enum BSONValue: Sendable, Hashable {
    case double(Double)
    case string(String)
    case document(BSONDocument)
    case array(BSONArray)
    case binary(BSONBinary)
    /// Deprecated by the specification; read and written back unchanged.
    case undefined
    case objectID(ObjectID)
    case bool(Bool)
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before it.
    case datetime(milliseconds: Int64)
    case null
    case regularExpression(BSONRegularExpression)
    /// Deprecated by the specification; read and written back unchanged.
    case dbPointer(namespace: String, id: ObjectID)
    case javaScript(String)
    /// Deprecated by the specification; read and written back unchanged.
    case symbol(String)
    case javaScriptWithScope(code: String, scope: BSONDocument)
    case int32(Int32)
    case timestamp(BSONTimestamp)
    case int64(Int64)
    case decimal128(Decimal128)
    case minKey
    case maxKey

    /// The type byte this value is written with.
    public var type: BSONType {
        switch self {
        case .double: .double
        case .string: .string
        case .document: .document
        case .array: .array
        case .binary: .binary
        case .undefined: .undefined
        case .objectID: .objectID
        case .bool: .bool
        case .datetime: .datetime
        case .null: .null
        case .regularExpression: .regularExpression
        case .dbPointer: .dbPointer
        case .javaScript: .javaScript
        case .symbol: .symbol
        case .javaScriptWithScope: .javaScriptWithScope
        case .int32: .int32
        case .timestamp: .timestamp
        case .int64: .int64
        case .decimal128: .decimal128
        case .minKey: .minKey
        case .maxKey: .maxKey
        }
    }

    /// An integer in the smallest type that holds it, as PyMongo writes it: int32 where it fits, else int64.
    public static func integer(_ value: Int64) -> BSONValue {
        Int32(exactly: value).map(BSONValue.int32) ?? .int64(value)
    }
}

extension BSONValue {
    /// The text of a string value, else nil.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The document of a document value, else nil.
    public var document: BSONDocument? { if case .document(let value) = self { value } else { nil } }
    /// The elements of an array value, else nil.
    public var array: BSONArray? { if case .array(let value) = self { value } else { nil } }
    /// The truth of a bool value, else nil.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The integer of an int32, an int64, or a double without fraction; else nil.
    public var integer: Int64? {
        switch self {
        case .int32(let value): Int64(value)
        case .int64(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }
}

extension BSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An int32 where it fits, else an int64.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// The value null.
    public init(nilLiteral: ()) { self = .null }
    /// A document of elements in their order.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self = .document(BSONDocument(elements)) }
    /// An array.
    public init(arrayLiteral elements: BSONValue...) { self = .array(BSONArray(elements)) }
}
