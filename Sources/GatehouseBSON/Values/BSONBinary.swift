/// Bytes with their subtype.
public struct BSONBinary: Sendable, Hashable, Codable {
    /// What the bytes are: 0 generic, 4 UUID, and so on. Source: bsonspec.org.
    public var subtype: UInt8
    /// The bytes, without the inner length that subtype 2 repeats on the wire.
    public var bytes: [UInt8]

    /// The subtype of plain bytes.
    public static let generic: UInt8 = 0x00
    /// The old subtype that repeats its length inside; read and written back unchanged.
    public static let legacyGeneric: UInt8 = 0x02
    /// The subtype of UUIDs in network byte order.
    public static let uuid: UInt8 = 0x04

    /// Bytes with their subtype, plain ones unless told otherwise.
    public init(_ bytes: [UInt8], subtype: UInt8 = BSONBinary.generic) {
        self.bytes = bytes
        self.subtype = subtype
    }
}
