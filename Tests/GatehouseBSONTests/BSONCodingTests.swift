import Foundation
import GatehouseBSON
import Testing

@Suite("BSON coders")
struct BSONCodingTests {
    struct Person: Codable, Equatable {
        var firstName: String
        var age: Int
        var born: Date
        var token: UUID
        var tags: [String]
        var scores: [String: Double]
        var nickName: String?
        var home: Address

        struct Address: Codable, Equatable { var streetName: String }
    }

    let person = Person(
        firstName: "Ada", age: 36, born: Date(timeIntervalSince1970: 1_700_000_000.123), token: UUID(),
        tags: ["a", "b"], scores: ["firstScore": 1.5], nickName: nil, home: .init(streetName: "St James"))

    @Test("a value comes back as it went, under snake-case names; keys of dictionaries stay")
    func roundTrip() throws {
        let document = try BSONEncoder(keyStrategy: .snakeCase).encode(person)
        #expect(document["first_name"] == "Ada")
        #expect(document["age"] == .int32(36))
        #expect(document["born"] == .datetime(milliseconds: 1_700_000_000_123))
        #expect(document["scores"]?.document?["firstScore"] == 1.5)
        #expect(document["home"]?.document?["street_name"] == "St James")
        #expect(document["nick_name"] == nil)
        #expect(try BSONDecoder(keyStrategy: .snakeCase).decode(Person.self, from: document) == person)
    }

    @Test("numbers are widened without loss or refused")
    func numbers() throws {
        struct Whole: Codable { var n: Int8 }
        struct Real: Codable { var n: Double }
        #expect(try BSONDecoder().decode(Whole.self, from: ["n": .double(7)]).n == 7)
        #expect(throws: DecodingError.self) { try BSONDecoder().decode(Whole.self, from: ["n": .double(7.5)]) }
        #expect(throws: DecodingError.self) { try BSONDecoder().decode(Whole.self, from: ["n": 300]) }
        #expect(try BSONDecoder().decode(Real.self, from: ["n": .int64(1 << 40)]).n == 1_099_511_627_776)
        #expect(throws: DecodingError.self) {
            try BSONDecoder().decode(Real.self, from: ["n": .int64(.max)])
        }
        #expect(throws: BSONError.self) { try BSONEncoder().encode(["n": UInt64.max]) }
    }

    @Test("a key with a NUL is an error, not a trap")
    func nulKey() {
        #expect(throws: BSONError.self) { try BSONEncoder().encode(["a\0b": 1]) }
    }

    @Test("an ObjectID keeps its time and its text, and no two are the same")
    func objectID() {
        let id = ObjectID(at: Date(timeIntervalSince1970: 1_700_000_000))
        #expect(id.date == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(ObjectID(hex: id.hex) == id)
        #expect(ObjectID(hex: "65f0c0ffee0123456789ab01")?.hex == "65f0c0ffee0123456789ab01")
        #expect(ObjectID(hex: "65f0c0ffee0123456789ab0g") == nil)
        #expect(Set((0..<10_000).map { _ in ObjectID() }).count == 10_000)
    }

    @Test("every type goes over the wire and back")
    func everyType() throws {
        let document: BSONDocument = [
            "double": 1.5, "string": "é\u{0}x", "document": ["a": 1], "array": [1, "two", nil],
            "binary": .binary(BSONBinary([1, 2, 3])), "old": .binary(BSONBinary([9], subtype: 2)),
            "undefined": .undefined, "id": .objectID(ObjectID()), "bool": true, "date": .datetime(milliseconds: -1),
            "null": nil, "regex": .regularExpression(BSONRegularExpression("^a", options: "mi")),
            "pointer": .dbPointer(namespace: "a.b", id: ObjectID()), "code": .javaScript("f()"),
            "symbol": .symbol("s"), "scope": .javaScriptWithScope(code: "g()", scope: ["x": 1]), "int32": .int32(-5),
            "timestamp": .timestamp(BSONTimestamp(seconds: 7, increment: 8)), "int64": .int64(.min),
            "decimal": .decimal128(Decimal128(high: 1, low: 2)), "min": .minKey, "max": .maxKey,
        ]
        let read = try BSONDocument(validating: document.bytes)
        #expect(read == document)
        #expect(Array(read.map(\.value)) == Array(document.map(\.value)))
        #expect(read["regex"] == .regularExpression(BSONRegularExpression("^a", options: "im")))
    }
}
