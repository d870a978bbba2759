/// Encodes `Encodable` values as BSON.
///
/// `Date` becomes a BSON date in whole milliseconds, `UUID` a binary of subtype 4, integers the smallest BSON integer
/// that holds them; nil members are left out, as mongoengine does.
public struct BSONEncoder: Sendable {
    /// How property names become keys.
    public var keyStrategy: BSONKeyStrategy
    /// Keys that replace those of the strategy at the top level, by property name: `["id": "_id"]`.
    public var renamedKeys: [String: String]

    /// An encoder with its key rules.
    public init(keyStrategy: BSONKeyStrategy = .unchanged, renamedKeys: [String: String] = [:]) {
        self.keyStrategy = keyStrategy
        self.renamedKeys = renamedKeys
    }

    /// The document of a value that encodes itself with keys.
    ///
    /// - Throws: ``BSONError`` when the value is not keyed or holds what BSON cannot; what the value itself throws.
    public func encode(_ value: some Encodable) throws -> BSONDocument {
        guard case .document(let document) = try encodeValue(value) else {
            throw BSONError(.typeMismatch, "only a value with keys can be a document")
        }
        return document
    }

    /// The BSON value of any encodable value.
    ///
    /// - Throws: ``BSONError`` when it holds what BSON cannot; what the value itself throws.
    public func encodeValue(_ value: some Encodable) throws -> BSONValue {
        try BSONNode.make(value, strategy: keyStrategy, renamed: renamedKeys, path: [], depth: 0).value()
    }
}

/// A value under construction: `Codable` fills containers in any order.
final class BSONNode {
    enum Content {
        case undecided
        case single(BSONValue)
        case keyed([(String, BSONNode)])
        case unkeyed([BSONNode])
    }
    var content = Content.undecided
    /// Where each key stands among the elements.
    var places: [String: Int] = [:]

    /// The node of a value, through its own BSON form if it has one.
    static func make(
        _ value: some Encodable, strategy: BSONKeyStrategy, renamed: [String: String], path: [any CodingKey], depth: Int
    ) throws -> BSONNode {
        let node = BSONNode()
        if let convertible = value as? any BSONConvertible {
            node.content = .single(try convertible.bsonValue())
            return node
        }
        guard depth < BSONDocument.maximumDepth else {
            throw BSONError(.tooDeep, "documents nest deeper than \(BSONDocument.maximumDepth)")
        }
        let isData = value is any StringKeyedDictionary
        let encoder = BSONNodeEncoder(
            node: node, strategy: isData ? .unchanged : strategy, renamed: isData ? [:] : renamed, codingPath: path,
            depth: depth, inner: strategy)
        try value.encode(to: encoder)
        return node
    }

    func value() throws -> BSONValue {
        switch content {
        case .undecided: return .document([:])
        case .single(let value): return value
        case .keyed(let elements):
            var writer = BSONWriter()
            for (key, node) in elements {
                guard !key.utf8.contains(0) else { throw BSONError(.invalidKey, "a key cannot hold a NUL") }
                writer.append(try node.value(), key: key)
            }
            return .document(BSONDocument(trusted: writer.finish()[...]))
        case .unkeyed(let nodes): return .array(BSONArray(try nodes.map { try $0.value() }))
        }
    }
}

struct BSONNodeEncoder: Encoder {
    let node: BSONNode
    let strategy: BSONKeyStrategy
    let renamed: [String: String]
    let codingPath: [any CodingKey]
    let depth: Int
    /// The strategy for values below this one.
    let inner: BSONKeyStrategy
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .undecided = node.content { node.content = .keyed([]) }
        return KeyedEncodingContainer(BSONKeyedEncoding<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .undecided = node.content { node.content = .unkeyed([]) }
        return BSONUnkeyedEncoding(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { BSONSingleEncoding(encoder: self) }

    func make(_ value: some Encodable, at key: any CodingKey) throws -> BSONNode {
        try BSONNode.make(value, strategy: inner, renamed: [:], path: codingPath + [key], depth: depth + 1)
    }

    func nested(at key: any CodingKey) -> BSONNodeEncoder {
        BSONNodeEncoder(
            node: BSONNode(), strategy: inner, renamed: [:], codingPath: codingPath + [key], depth: depth + 1,
            inner: inner)
    }

    func add(_ node: BSONNode, forKey key: any CodingKey) {
        guard case .keyed(var elements) = self.node.content else { return }
        let name = renamed[key.stringValue] ?? strategy.key(for: key.stringValue)
        self.node.content = .undecided
        if let index = self.node.places[name] {
            elements[index].1 = node
        } else {
            self.node.places[name] = elements.count
            elements.append((name, node))
        }
        self.node.content = .keyed(elements)
    }

    func add(_ node: BSONNode) {
        guard case .unkeyed(var nodes) = self.node.content else { return }
        self.node.content = .undecided
        nodes.append(node)
        self.node.content = .unkeyed(nodes)
    }
}

struct BSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: BSONNodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil(forKey key: Key) throws { encoder.add(single(.null), forKey: key) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        encoder.add(try encoder.make(value, at: key), forKey: key)
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: keyType)
    }
    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { nested(BSONIndexKey.superclass) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: any CodingKey) -> BSONNodeEncoder {
        let nested = encoder.nested(at: key)
        encoder.add(nested.node, forKey: key)
        return nested
    }
}

struct BSONUnkeyedEncoding: UnkeyedEncodingContainer {
    let encoder: BSONNodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { if case .unkeyed(let nodes) = encoder.node.content { nodes.count } else { 0 } }

    mutating func encodeNil() throws { encoder.add(single(.null)) }
    mutating func encode(_ value: some Encodable) throws {
        encoder.add(try encoder.make(value, at: BSONIndexKey(count)))
    }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: keyType)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { nested() }

    private func nested() -> BSONNodeEncoder {
        let nested = encoder.nested(at: BSONIndexKey(count))
        encoder.add(nested.node)
        return nested
    }
}

struct BSONSingleEncoding: SingleValueEncodingContainer {
    let encoder: BSONNodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.node.content = .single(.null) }
    mutating func encode(_ value: some Encodable) throws {
        let inner = try BSONNode.make(
            value, strategy: encoder.inner, renamed: encoder.renamed, path: codingPath, depth: encoder.depth + 1)
        encoder.node.content = inner.content
    }
}

private func single(_ value: BSONValue) -> BSONNode {
    let node = BSONNode()
    node.content = .single(value)
    return node
}
