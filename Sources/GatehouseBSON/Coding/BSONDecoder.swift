/// Decodes `Decodable` values from BSON.
///
/// Numbers are widened without loss or refused. Members that the type does not declare are ignored.
public struct BSONDecoder: Sendable {
    /// How property names become keys.
    public var keyStrategy: BSONKeyStrategy
    /// Keys that replace those of the strategy at the top level, by property name: `["id": "_id"]`.
    public var renamedKeys: [String: String]

    /// A decoder with its key rules.
    public init(keyStrategy: BSONKeyStrategy = .unchanged, renamedKeys: [String: String] = [:]) {
        self.keyStrategy = keyStrategy
        self.renamedKeys = renamedKeys
    }

    /// The value that a document describes.
    ///
    /// - Throws: `DecodingError` or ``BSONError`` when a member is missing or has another type.
    public func decode<Value: Decodable>(_ type: Value.Type, from document: BSONDocument) throws -> Value {
        try decodeValue(type, from: .document(document))
    }

    /// The value that a BSON value describes.
    ///
    /// - Throws: `DecodingError` or ``BSONError`` when it has another type.
    public func decodeValue<Value: Decodable>(_ type: Value.Type, from value: BSONValue) throws -> Value {
        try BSONValueDecoder(
            value: value, strategy: keyStrategy, inner: keyStrategy, renamed: renamedKeys, codingPath: []
        ).decode(type)
    }
}

struct BSONValueDecoder: Decoder {
    let value: BSONValue
    let strategy: BSONKeyStrategy
    /// The strategy for values below this one.
    let inner: BSONKeyStrategy
    let renamed: [String: String]
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let convertible = type as? any BSONConvertible.Type {
            do {
                return try convertible.init(bsonValue: value) as! Value  // made by Value's own initialiser
            } catch let error as BSONError {
                throw mismatch(type, error)
            }
        }
        if type is any StringKeyedDictionary.Type {
            return try Value(
                from: BSONValueDecoder(
                    value: value, strategy: .unchanged, inner: inner, renamed: [:], codingPath: codingPath))
        }
        return try Value(from: self)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .document(let document) = value else { throw mismatch([String: BSONValue].self, "a document") }
        return KeyedDecodingContainer(BSONKeyedDecoding<Key>(decoder: self, document: document))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let array) = value else { throw mismatch([BSONValue].self, "an array") }
        return BSONUnkeyedDecoding(decoder: self, values: array.values)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { BSONSingleDecoding(decoder: self) }

    func child(_ value: BSONValue, at key: any CodingKey) -> BSONValueDecoder {
        BSONValueDecoder(value: value, strategy: inner, inner: inner, renamed: [:], codingPath: codingPath + [key])
    }

    func mismatch(_ type: Any.Type, _ error: BSONError) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: error.message, underlyingError: error))
    }

    private func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        .typeMismatch(
            type, .init(codingPath: codingPath, debugDescription: "expected \(expected), found \(value.type)"))
    }
}

struct BSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: BSONValueDecoder
    private let document: BSONDocument
    /// Where each key stands, for documents of so many members that looking for each would be slow.
    private let places: [[UInt8]: BSONValue]?
    var codingPath: [any CodingKey] { decoder.codingPath }

    init(decoder: BSONValueDecoder, document: BSONDocument) {
        self.decoder = decoder
        self.document = document
        places =
            document.hasMore(than: 32)
            ? Dictionary(
                document.map { (Array($0.key.utf8), $0.value) }, uniquingKeysWith: { first, _ in first }) : nil
    }

    var allKeys: [Key] {
        let original = Dictionary(
            decoder.renamed.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        return document.compactMap { Key(stringValue: original[$0.key] ?? $0.key) }
    }

    private func find(_ key: any CodingKey) -> BSONValue? {
        let name = decoder.renamed[key.stringValue] ?? decoder.strategy.key(for: key.stringValue)
        if let places { return places[Array(name.utf8)] }
        return document[name]
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no such member"))
    }

    private func require(_ key: any CodingKey) throws -> BSONValueDecoder {
        guard let value = find(key) else { throw missing(key) }
        return decoder.child(value, at: key)
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try require(key).value == .null }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try require(key).decode(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = find(key), value != .null else { return nil }
        return try decoder.child(value, at: key).decode(type)
    }

    // The types that most members have, without asking the runtime what else they are.

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try plain(type, key) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try plain(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try plain(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try plain(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try plainIfPresent(type, key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try plainIfPresent(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try plainIfPresent(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try plainIfPresent(type, key) }

    private func plain<Value: BSONConvertible>(_ type: Value.Type, _ key: Key) throws -> Value {
        guard let value = find(key) else { throw missing(key) }
        return try convert(type, value, key)
    }

    private func plainIfPresent<Value: BSONConvertible>(_ type: Value.Type, _ key: Key) throws -> Value? {
        guard let value = find(key), value != .null else { return nil }
        return try convert(type, value, key)
    }

    private func convert<Value: BSONConvertible>(_ type: Value.Type, _ value: BSONValue, _ key: Key) throws -> Value {
        do {
            return try Value(bsonValue: value)
        } catch let error as BSONError {
            throw decoder.child(value, at: key).mismatch(type, error)
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try require(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try require(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { try require(BSONIndexKey.superclass) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try require(key) }
}

struct BSONUnkeyedDecoding: UnkeyedDecodingContainer {
    let decoder: BSONValueDecoder
    let values: [BSONValue]
    var currentIndex = 0
    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    init(decoder: BSONValueDecoder, values: [BSONValue]) {
        self.decoder = decoder
        self.values = values
    }

    private func current() throws -> BSONValueDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                BSONValue.self, .init(codingPath: codingPath, debugDescription: "the array has no more values"))
        }
        return decoder.child(values[currentIndex], at: BSONIndexKey(currentIndex))
    }

    private mutating func advance<Value>(_ read: (BSONValueDecoder) throws -> Value) throws -> Value {
        let value = try read(current())
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard try current().value == .null else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try advance { try $0.decode(type) } }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try advance { try $0.container(keyedBy: type) }
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try advance { try $0.unkeyedContainer() }
    }
    mutating func superDecoder() throws -> any Decoder { try advance { $0 } }
}

struct BSONSingleDecoding: SingleValueDecodingContainer {
    let decoder: BSONValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    func decodeNil() -> Bool { decoder.value == .null }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
}
