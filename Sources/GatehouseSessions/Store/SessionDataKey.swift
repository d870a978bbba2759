import GatehouseBase

/// Keys of session data as names of fields: dots and dollars mean something to MongoDB's updates, and a name can
/// neither be empty nor hold a NUL. Such bytes are written as `%` and two digits; the empty key as `%`.
package enum SessionDataKey {
    private static let escaped = Array("%.$\0".utf8)

    package static func escape(_ key: String) -> String {
        if key.isEmpty { return "%" }
        guard key.utf8.contains(where: escaped.contains) else { return key }
        return String(
            decoding: key.utf8.flatMap { byte -> [UInt8] in
                guard escaped.contains(byte) else { return [byte] }
                return [UInt8(ascii: "%")] + Hexadecimal.capitals(byte)
            }, as: UTF8.self)
    }

    package static func unescape(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "%")) else { return name }
        if name.utf8.count == 1 { return "" }
        var bytes: [UInt8] = []
        var rest = Substring(name).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.popFirst().flatMap(value),
                let low = rest.popFirst().flatMap(value)
            {
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Of a digit that we write; other programs' small ones are no escape.
    private static func value(_ digit: UInt8) -> UInt8? {
        (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit) ? nil : Hexadecimal.value(of: digit)
    }
}
