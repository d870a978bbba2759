import Foundation
import GatehouseBSON
import Testing
import VectorFiles

/// Written by PyMongo; see scripts/make-bson-corpus.
@Suite("PyMongo's documents")
struct CorpusTests {
    /// JSON without its blanks, members in order of their names: what both sides must agree on.
    private func normal(_ json: String) throws -> NSObject {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8), options: [.fragmentsAllowed]) as? NSObject)
    }

    @Test("every type comes in and goes out to the byte")
    func roundTrip() throws {
        let cases = try Vectors.cases("bson", "valid")
        #expect(cases.count > 60)
        for test in cases {
            let bytes = Vectors.bytes(hex: try test.get("bson"))
            let document = try BSONDocument(validating: bytes)
            #expect(document.bytes == bytes, "\(test.id)")
            // Not only kept, but understood: written anew from its values it is the same.
            #expect(BSONDocument(document.map { ($0.key, rebuilt($0.value)) }).bytes == bytes, "\(test.id)")
        }
    }

    /// A value with all documents and arrays in it written anew.
    private func rebuilt(_ value: BSONValue) -> BSONValue {
        switch value {
        case .document(let document): .document(BSONDocument(document.map { ($0.key, rebuilt($0.value)) }))
        case .array(let array): .array(BSONArray(array.map(rebuilt)))
        case .javaScriptWithScope(let code, let scope):
            .javaScriptWithScope(code: code, scope: BSONDocument(scope.map { ($0.key, rebuilt($0.value)) }))
        default: value
        }
    }

    @Test("extended JSON says what PyMongo's says, in both forms")
    func extendedJSON() throws {
        for test in try Vectors.cases("bson", "valid") {
            let document = try BSONDocument(validating: Vectors.bytes(hex: try test.get("bson")))
            for (form, name) in [(ExtendedJSON.canonical, "canonical"), (.relaxed, "relaxed")] {
                let ours = numbers(document.extendedJSON(form))
                let theirs = numbers(try test.get(name, as: String.self))
                #expect(try normal(ours) == normal(theirs), "\(test.id): \(ours) \(theirs)")
            }
        }
    }

    @Test("canonical extended JSON is read back to the byte")
    func readingExtendedJSON() throws {
        for test in try Vectors.cases("bson", "valid") {
            let document = try BSONDocument(validating: Vectors.bytes(hex: try test.get("bson")))
            let theirs = try BSONDocument(extendedJSON: try test.get("canonical", as: String.self))
            let ours = try BSONDocument(extendedJSON: document.extendedJSON(.canonical))
            #expect(theirs == document && ours == document, "\(test.id)")
            // The relaxed form forgets the types of numbers, and no more.
            let relaxed = try BSONDocument(extendedJSON: document.extendedJSON())
            #expect(relaxed.extendedJSON() == document.extendedJSON(), "\(test.id)")
        }
    }

    @Test(
        "extended JSON that is none is an error",
        arguments: [
            "", "{", "[1]", "{\"a\": {\"$oid\": \"xyz\"}}", "{\"a\": {\"$numberInt\": 1}}",
            "{\"a\": {\"$numberInt\": \"2147483648\"}}", "{\"a\": 9223372036854775808}",
            "{\"a\": {\"$date\": \"2023-02-30T00:00:00Z\"}}", "{\"a\": {\"$date\": \"yesterday\"}}",
            "{\"a\": {\"$binary\": {\"base64\": \"?\", \"subType\": \"00\"}}}", "{\"a\\u0000b\": 1}",
            "{\"a\": {\"$timestamp\": {\"t\": -1, \"i\": 1}}}",
            "{\"a\": {\"$regularExpression\": {\"pattern\": \"a\\u0000\", \"options\": \"\"}}}",
        ])
    func wrongExtendedJSON(_ text: String) {
        #expect(throws: BSONError.self) { try BSONDocument(extendedJSON: text) }
    }

    @Test("dates with an offset and with fractions are read")
    func dates() throws {
        for (text, milliseconds) in [
            ("1970-01-01T00:00:00Z", 0), ("2023-11-15T07:13:20+09:00", 1_700_000_000_000),
            ("2023-11-14T22:13:20.5Z", 1_700_000_000_500), ("2023-11-14T22:13:20.123999Z", 1_700_000_000_123),
            ("1969-12-31T23:59:59.999Z", -1), ("2024-02-29T00:00:00-0130", 1_709_170_200_000),
        ] as [(String, Int64)] {
            let document = try BSONDocument(extendedJSON: "{\"d\": {\"$date\": \"\(text)\"}}")
            #expect(document["d"] == .datetime(milliseconds: milliseconds), "\(text)")
        }
    }

    /// Doubles in canonical form with the same digits: Python writes 1e+16 where Swift writes 1e+16, and 1e-05 for
    /// 1e-05, but -1e+300 and the like may differ in zeros; their values must not.
    private func numbers(_ json: String) -> String {
        json.replacing(#/"\$numberDouble":\s*"([^"]*)"/#) { match in
            "\"$numberDouble\": \"\(Double(match.1).map { "\($0)" } ?? String(match.1))\""
        }
    }

    @Test("bytes that PyMongo refuses are an error")
    func refused() throws {
        let inputs = try Vectors.texts("bson", "refused")
        #expect(inputs.count > 300)
        for hex in inputs {
            #expect(throws: BSONError.self, "\(hex)") { try BSONDocument(validating: Vectors.bytes(hex: hex)) }
        }
    }

    @Test("decimals have PyMongo's text, and are read from it")
    func decimals() throws {
        for test in try Vectors.cases("bson", "decimals") {
            guard
                case .decimal128(let value)? = try BSONDocument(validating: Vectors.bytes(hex: try test.get("bson")))[
                    "v"]
            else {
                Issue.record("not a decimal")
                continue
            }
            let text: String = try test.get("text")
            #expect(value.description == text)
            #expect(Decimal128(text)?.description == text)
            if text != "NaN" { #expect(Decimal128(text) == value) }
        }
        for text in ["", "1.2.3", "1E", "x", "1E+7000", "1.2345678901234567890123456789012345"] {
            #expect(Decimal128(text) == nil)
        }
    }
}
