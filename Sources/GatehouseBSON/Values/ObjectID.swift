import GatehouseBase
import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// MongoDB's 12-byte identifier.
///
/// ``init()`` makes one as the specification says: four bytes of time in seconds, five random bytes of this process
/// and a three-byte counter that starts at a random place. Source: MongoDB specifications, "ObjectID".
public struct ObjectID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt32

    private static let processRandom = UInt64.random(in: 0..<(1 << 40))
    private static let counter = Atomic<UInt32>(UInt32.random(in: 0..<(1 << 24)))

    /// A new identifier, distinct from all others of this process in the same second up to 16,777,216 of them.
    public init() { self.init(at: Date()) }

    /// A new identifier that carries the time given, to the second; from 1970 to 2106, to which other times are cut.
    public init(at date: Date) {
        let time = date.timeIntervalSince1970
        let seconds = time.isNaN ? 0 : UInt32(max(0, min(time, Double(UInt32.max))))
        let count = Self.counter.wrappingAdd(1, ordering: .relaxed).oldValue & 0xFF_FFFF
        high = UInt64(seconds) << 32 | Self.processRandom >> 8
        low = UInt32(Self.processRandom & 0xFF) << 24 | count
    }

    /// The identifier of exactly 12 bytes, else nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 12 else { return nil }
        var high: UInt64 = 0
        var low: UInt32 = 0
        for (offset, byte) in bytes.enumerated() {
            if offset < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt32(byte) }
        }
        self.high = high
        self.low = low
    }

    /// The identifier of exactly 24 hexadecimal digits of either case, else nil.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8
        guard digits.count == 24 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(12)
        var pending: UInt8?
        for digit in digits {
            guard let value = Hexadecimal.value(of: digit) else { return nil }
            if let first = pending {
                bytes.append(first << 4 | value)
                pending = nil
            } else {
                pending = value
            }
        }
        self.init(bytes: bytes)
    }

    /// The 12 bytes, in the order they are stored.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * $0)) }
            + (0..<4).map { UInt8(truncatingIfNeeded: low >> UInt32(24 - 8 * $0)) }
    }

    /// 24 lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.text(bytes) }

    /// When the identifier was made, to the second.
    public var date: Date { Date(timeIntervalSince1970: Double(high >> 32)) }
}

extension ObjectID: CustomStringConvertible {
    /// The 24 hexadecimal digits.
    public var description: String { hex }
}

extension ObjectID: Comparable {
    /// By the bytes, so that identifiers of different seconds come in the order of time.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
