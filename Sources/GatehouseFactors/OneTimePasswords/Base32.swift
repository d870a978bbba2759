/// Base32 in capitals and without padding, as secrets of authenticator apps are written (RFC 4648, section 6).
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The text of bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var filled: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            filled += 8
            while filled >= 5 {
                filled -= 5
                text.append(alphabet[Int(bits >> filled & 31)])
            }
        }
        if filled > 0 { text.append(alphabet[Int(bits << (5 - filled) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
