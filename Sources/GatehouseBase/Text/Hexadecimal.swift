/// Bytes as hexadecimal digits.
package enum Hexadecimal {
    /// Two small digits for each byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (place, byte) in bytes.enumerated() {
                text[2 * place] = digit(byte >> 4)
                text[2 * place + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    /// The value of a digit of either case; nil for a byte that is none.
    package static func value(of byte: UInt8) -> UInt8? {
        if byte.isDigit { return byte - UInt8(ascii: "0") }
        let small = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(small) ? small - UInt8(ascii: "a") + 10 : nil
    }

    /// The two capital digits of a byte, as escapes have them.
    package static func capitals(_ byte: UInt8) -> [UInt8] { [capital(byte >> 4), capital(byte & 15)] }

    private static func capital(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x37) }
    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }
}
