/// The numbers in the strings of scrypt and yescrypt, in digits of 6 bits. Source: yescrypt's `yescrypt-common.c`, whose
/// forms these are.
struct CryptDigits {
    private var text: Substring.UTF8View

    init(_ text: String) { self.text = text[...].utf8 }

    var isAtEnd: Bool { text.isEmpty }

    /// One digit, 0 to 63; nil at the end and for anything else.
    mutating func next() -> UInt32? {
        guard let byte = text.popFirst() else { return nil }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"): return UInt32(byte - UInt8(ascii: "."))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(byte - UInt8(ascii: "0")) + 2
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return UInt32(byte - UInt8(ascii: "A")) + 12
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return UInt32(byte - UInt8(ascii: "a")) + 38
        default: return nil
        }
    }

    /// A number of 30 bits in five digits, the lowest first.
    mutating func fixed() -> UInt32? {
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 30, by: 6) {
            guard let digit = next() else { return nil }
            value |= digit << shift
        }
        return value
    }

    /// A number of as many digits as it needs, which the first of them tells; the smallest one is `minimum`.
    mutating func number(from minimum: UInt32) -> UInt32? {
        guard let first = next() else { return nil }
        var (start, end): (UInt32, UInt32) = (0, 47)
        var (digits, bits): (Int, UInt32) = (1, 0)
        var value = minimum
        while first > end {
            value &+= (end + 1 - start) << bits
            start = end + 1
            end = start + (62 - end) / 2
            digits += 1
            bits += 6
        }
        value &+= (first - start) << bits
        for _ in 1..<digits {
            guard let digit = next() else { return nil }
            bits -= 6
            value &+= digit << bits
        }
        return value
    }
}
