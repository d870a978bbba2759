import GatehouseBase

extension Base64URL {
    /// How Django completes a text before it reads it.
    enum Completion {
        /// `django.core.signing.b64_decode`: to a multiple of four.
        case signing
        /// `django.utils.http.urlsafe_base64_decode`: by as many as the length is over a multiple of four.
        case uid

        func count(for length: Int) -> Int { self == .signing ? (4 - length % 4) % 4 : length % 4 }
    }

    /// The bytes of a text as Python's `binascii` reads it: characters of no alphabet are skipped, both alphabets are
    /// taken, and the first group that padding completes is the last. Nil where Python raises an error.
    static func decodeLeniently(_ text: String, _ completion: Completion) -> [UInt8]? {
        let padding = repeatElement(UInt8(ascii: "="), count: completion.count(for: text.utf8.count))
        var bits: UInt32 = 0
        var count = 0
        var pads = 0
        var bytes: [UInt8] = []
        for byte in Array(text.utf8) + padding {
            if byte == UInt8(ascii: "=") {
                pads += 1
                if count % 4 >= 2, count % 4 + pads >= 4 { return bytes }
                continue
            }
            guard let value = value(of: byte) else { continue }
            pads = 0
            count += 1
            bits = bits << 6 | value
            if count % 4 != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(2 * ((4 - count % 4) % 4)))) }
        }
        return count % 4 == 0 ? bytes : nil
    }
}
