import Testing
import VectorFiles

@testable import GatehousePasskeys

@Suite("CBOR")
struct CBORTests {
    private func read(_ hex: String) throws -> CBOR { try CBORReader.value(of: Vectors.bytes(hex: hex)) }

    @Test(
        "values are read as RFC 8949, appendix A, writes them",
        arguments: [
            ("00", CBOR.unsigned(0)), ("17", .unsigned(23)), ("1818", .unsigned(24)), ("1903e8", .unsigned(1000)),
            ("1a000f4240", .unsigned(1_000_000)), ("1bffffffffffffffff", .unsigned(.max)), ("20", .integer(-1)),
            ("3903e7", .integer(-1000)), ("3bffffffffffffffff", .negative(.max)), ("f4", .bool(false)),
            ("f5", .bool(true)), ("f6", .null), ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])),
            ("60", .text("")),
            ("62c3bc", .text("ü")), ("80", .array([])),
            (
                "8301820203820405",
                .array([.unsigned(1), .array([.unsigned(2), .unsigned(3)]), .array([.unsigned(4), .unsigned(5)])])
            ),
            (
                "a201020304",
                .map([.init(key: .unsigned(1), value: .unsigned(2)), .init(key: .unsigned(3), value: .unsigned(4))])
            ),
        ])
    func values(hex: String, value: CBOR) throws {
        #expect(try read(hex) == value)
    }

    @Test(
        "WA9: what could be read in two ways, and what is too much, is refused",
        arguments: [
            ("", "nothing"), ("0000", "something behind it"), ("18", "a cut number"),
            ("1b00000000000000", "a cut number"),
            ("62c3", "a cut text"), ("62c328", "no UTF-8"), ("1c", "a length that is reserved"),
            ("5f4101ff", "bytes of an open length"), ("9fff", "an open list"), ("bfff", "an open map"),
            ("c000", "a tag"),
            ("f97e00", "a fraction"), ("f7", "undefined"), ("a2010201 03", "a key that is there twice"),
            ("9bffffffffffffffff", "a list longer than anything"), ("bb7fffffffffffffff", "a map longer than anything"),
            ("5bffffffffffffffff", "bytes longer than anything"), ("818181818181818100", "too deep"),
        ])
    func refused(hex: String, reason: String) {
        #expect(throws: CBORReader.Malformed.self, "\(reason)") { try read(hex.filter { $0 != " " }) }
    }

    @Test("WA9: too many bytes are not looked at")
    func size() {
        #expect(throws: CBORReader.Malformed.self) {
            try CBORReader.value(of: [0x5A, 0x00, 0x01, 0x00, 0x00] + [UInt8](repeating: 0, count: 65_536))
        }
    }

    @Test("WA9: a million mutated inputs are read or refused", .timeLimit(.minutes(10)))
    func mutations() throws {
        let inputs = try Ceremonies.all.map { $0.bytes("registration attestationObject").prefix(300) }.map(Array.init)
        var random = Seeded(state: 0x5EED)
        var taken = 0
        for number in 0..<1_000_000 {
            var bytes = inputs[number % inputs.count]
            for _ in 0...Int(random.next() % 3) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next() >> 8)
            }
            if random.next() % 4 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            if (try? CBORReader.value(of: bytes)) != nil { taken += 1 }
        }
        #expect(taken < 1_000_000)
    }
}

/// Numbers that are the same each time (xorshift64, Marsaglia 2003).
struct Seeded {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
