/// Reads CBOR that strangers send: bounded in size and depth, no key twice.
struct CBORReader {
    /// Why something is not read.
    struct Malformed: Error {}

    /// The most bytes that are read; attestation objects with chains of certificates have some thousands.
    static let maximumSize = 65_536
    /// How deep values may lie in one another. CTAP 2.1, section 8, allows 4; attestation objects are no message of it.
    static let maximumDepth = 8

    private let bytes: [UInt8]
    private(set) var position: Int

    /// A reader that begins at a position.
    ///
    /// - Throws: ``Malformed`` when there is too much.
    init(_ bytes: [UInt8], from position: Int = 0) throws {
        guard bytes.count <= Self.maximumSize, 0...bytes.count ~= position else { throw Malformed() }
        (self.bytes, self.position) = (bytes, position)
    }

    /// The only value of some bytes.
    ///
    /// - Throws: ``Malformed``, also when something follows it.
    static func value(of bytes: [UInt8]) throws -> CBOR {
        var reader = try CBORReader(bytes)
        let value = try reader.value()
        guard reader.isAtEnd else { throw Malformed() }
        return value
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next value.
    ///
    /// - Throws: ``Malformed``.
    mutating func value(depth: Int = 0) throws -> CBOR {
        guard depth < Self.maximumDepth else { throw Malformed() }
        let first = try byte()
        let (kind, short) = (first >> 5, first & 0x1F)
        if kind == 7 { return try Self.simple(short) }
        let argument = try argument(short)
        switch kind {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try take(argument)))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw Malformed() }
            return .text(text)
        case 4: return .array(try array(argument, depth))
        case 5: return .map(try map(argument, depth))
        default: throw Malformed()
        }
    }

    private mutating func array(_ count: UInt64, _ depth: Int) throws -> [CBOR] {
        // Each has a byte at least, so that a count alone makes no memory.
        guard count <= UInt64(bytes.count - position) else { throw Malformed() }
        var values: [CBOR] = []
        for _ in 0..<count { values.append(try value(depth: depth + 1)) }
        return values
    }

    private mutating func map(_ count: UInt64, _ depth: Int) throws -> [CBOR.Member] {
        guard count <= UInt64(bytes.count - position) / 2 else { throw Malformed() }
        var members: [CBOR.Member] = []
        var keys: Set<CBOR> = []
        for _ in 0..<count {
            let key = try value(depth: depth + 1)
            guard keys.insert(key).inserted else { throw Malformed() }
            members.append(CBOR.Member(key: key, value: try value(depth: depth + 1)))
        }
        return members
    }

    private static func simple(_ value: UInt8) throws -> CBOR {
        switch value {
        case 20: .bool(false)
        case 21: .bool(true)
        case 22: .null
        default: throw Malformed()
        }
    }

    /// The number that goes with a kind: in the first byte itself, or in the 1, 2, 4 or 8 bytes that follow.
    private mutating func argument(_ short: UInt8) throws -> UInt64 {
        guard short >= 24 else { return UInt64(short) }
        guard short < 28 else { throw Malformed() }
        return try take(UInt64(1) << UInt64(short - 24)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw Malformed() }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: UInt64) throws -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else { throw Malformed() }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }
}
