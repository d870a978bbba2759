import GatehouseBSON
import Testing

@Suite("BSON from outside")
struct BSONValidatorTests {
    @Test(
        "broken bytes are an error",
        arguments: [
            [], [5, 0, 0, 0], [4, 0, 0, 0, 0], [5, 0, 0, 0, 1], [6, 0, 0, 0, 0, 0],
            // a string that is longer than its document, has no terminator, or is not UTF-8
            [14, 0, 0, 0, 2, 97, 0, 99, 0, 0, 0, 98, 0, 0], [14, 0, 0, 0, 2, 97, 0, 2, 0, 0, 0, 98, 1, 0],
            [14, 0, 0, 0, 2, 97, 0, 2, 0, 0, 0, 0xFF, 0, 0], [14, 0, 0, 0, 2, 97, 0, 0, 0, 0, 0, 98, 0, 0],
            // a bool of 2, an unknown type, a key without end
            [9, 0, 0, 0, 8, 97, 0, 2, 0], [8, 0, 0, 0, 0x20, 97, 0, 0], [8, 0, 0, 0, 10, 97, 97, 97],
        ] as [[UInt8]])
    func broken(bytes: [UInt8]) {
        #expect(throws: BSONError.self) { try BSONDocument(validating: bytes) }
    }

    @Test("documents nest 100 deep and no deeper")
    func depth() throws {
        func nested(_ depth: Int) -> BSONDocument {
            (1..<depth).reduce([:]) { inner, _ in ["a": .document(inner)] }
        }
        #expect(throws: Never.self) { try BSONDocument(validating: nested(100).bytes) }
        #expect(throws: BSONError.self) { try BSONDocument(validating: nested(101).bytes) }
    }

    @Test("R12: a million random and mutated inputs never trap, and what passes can be walked")
    func fuzz() async throws {
        let seed: BSONDocument = [
            "a": 1, "b": "text", "c": ["d": [1, 2.5, nil, true]], "e": .binary(BSONBinary([1], subtype: 2)),
            "f": .regularExpression(BSONRegularExpression("x")), "g": .javaScriptWithScope(code: "c", scope: ["h": 1]),
            "i": .dbPointer(namespace: "n", id: ObjectID()), "j": .decimal128(Decimal128(high: 0, low: 0)),
        ]
        var random = SplitMix(state: 42)
        let bytes = seed.bytes
        var accepted = 0
        for round in 0..<1_000_000 {
            if round % 1000 == 0 { await Task.yield() }
            var input = bytes
            if round % 4 == 0 {
                input = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                if input.count > 4 { input.replaceSubrange(0..<4, with: [UInt8(input.count), 0, 0, 0]) }
            } else {
                for _ in 0...(random.next() % 3) {
                    input[Int(random.next() % UInt64(input.count))] = UInt8(truncatingIfNeeded: random.next())
                }
            }
            guard let document = try? BSONDocument(validating: input) else { continue }
            accepted += 1
            walk(document)
        }
        #expect(accepted > 1000)
    }

    private func walk(_ document: BSONDocument) {
        for (_, value) in document {
            if let inner = value.document { walk(inner) }
            if let inner = value.array { for case .document(let element) in inner { walk(element) } }
            if case .javaScriptWithScope(_, let scope) = value { walk(scope) }
        }
    }
}

/// A small generator whose numbers are the same in every run. Source: Steele, Lea, Flood, "Fast Splittable
/// Pseudorandom Number Generators", 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
