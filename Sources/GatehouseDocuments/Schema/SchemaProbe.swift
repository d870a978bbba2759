import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a type reads of its documents, found out by letting it read one of which every member is there that must be.
///
/// Swift does not tell the name under which a property is stored; its decoder is told it.
struct SchemaProbe: Sendable {
    /// The members that it asks for, by their names in the store. Where it stopped, those until then.
    private(set) var asked: Set<String> = []
    /// Those that must be there, in the order in which it asks for them.
    private(set) var required: [String] = []

    init<Root: Decodable>(_ type: Root.Type, keyProperty: String) {
        let findings = ProbeFindings(renamed: [keyProperty: "_id"])
        // Where no value can be made up for a member, what was found until then counts.
        _ = try? Root(from: ProbeDecoder(findings: findings))
        asked = findings.asked
        required = findings.required
    }
}

/// What was asked for so far.
private final class ProbeFindings {
    let renamed: [String: String]
    private(set) var asked: Set<String> = []
    private(set) var required: [String] = []

    init(renamed: [String: String]) { self.renamed = renamed }

    func note(_ key: any CodingKey, isRequired: Bool) {
        let name = renamed[key.stringValue] ?? BSONKeyStrategy.snakeCase.key(for: key.stringValue)
        asked.insert(name)
        if isRequired, !required.contains(name) { required.append(name) }
    }
}

/// Makes values up.
private enum ProbeValue {
    private static var candidates: [BSONValue] {
        let made = [UUID().bsonValue()] + ((try? Date().bsonValue()).map { [$0] } ?? [])
        return ["a@example.com", 0, false, .objectID(ObjectID()), .document([:]), .array(BSONArray([])), .null] + made
    }

    static func make<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let cases = type as? any CaseIterable.Type, let first = first(cases) as? Value { return first }
        if let convertible = type as? any BSONConvertible.Type {
            for candidate in candidates {
                if let value = try? convertible.init(bsonValue: candidate) as? Value { return value }
            }
        }
        return try Value(from: ProbeDecoder(findings: nil))
    }

    private static func first<Cases: CaseIterable>(_ type: Cases.Type) -> Any? { type.allCases.first }
}

private struct ProbeDecoder: Decoder {
    /// Nil inside of members.
    let findings: ProbeFindings?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ProbeKeyed<Key>(findings: findings))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { ProbeList() }
    func singleValueContainer() -> any SingleValueDecodingContainer { ProbeSingle() }
}

private struct ProbeKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let findings: ProbeFindings?
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    /// What may be absent is: it is asked for in this way.
    func contains(_ key: Key) -> Bool {
        findings?.note(key, isRequired: false)
        return false
    }
    func decodeNil(forKey key: Key) -> Bool {
        findings?.note(key, isRequired: false)
        return true
    }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        findings?.note(key, isRequired: true)
        return try ProbeValue.make(type)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        findings?.note(key, isRequired: true)
        return ProbeDecoder(findings: nil).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        findings?.note(key, isRequired: true)
        return ProbeList()
    }
    func superDecoder() -> any Decoder { ProbeDecoder(findings: nil) }
    func superDecoder(forKey key: Key) -> any Decoder { ProbeDecoder(findings: nil) }
}

/// An empty list.
private struct ProbeList: UnkeyedDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }

    private var end: DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: "the list is empty"))
    }
    func decodeNil() throws -> Bool { throw end }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw end }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        throw end
    }
    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw end }
    func superDecoder() throws -> any Decoder { throw end }
}

private struct ProbeSingle: SingleValueDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    func decodeNil() -> Bool { true }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try ProbeValue.make(type) }
}
