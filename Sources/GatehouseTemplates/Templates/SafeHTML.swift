import Mustache

/// Escapes what a page shows, byte by byte.
///
/// Mustache's own escaping goes by `Character`: a `<` before a combining mark is another `Character` than `<`, and
/// would pass. Every template starts with the pragma, because a partial begins with Mustache's own again.
struct SafeHTML: MustacheContentType {
    private static let name = "GATEHOUSE_HTML"

    /// What every template starts with.
    static let pragma = "{{% CONTENT_TYPE: \(name)}}"

    /// Makes the pragma known.
    static func register() { MustacheContentTypes.register(SafeHTML(), named: name) }

    func escapeText(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        Self.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds a text to a page, escaped.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): bytes.append(contentsOf: "&#x27;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
