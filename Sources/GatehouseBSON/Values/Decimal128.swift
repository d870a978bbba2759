/// An IEEE 754-2008 decimal of 128 bits, kept bit for bit.
public struct Decimal128: Sendable, Hashable, Codable {
    /// The 64 high bits: sign, exponent and the start of the coefficient.
    public var high: UInt64
    /// The 64 low bits of the coefficient.
    public var low: UInt64

    /// A decimal of its bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
