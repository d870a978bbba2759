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
        var text = text
        text.withUTF8 { text in
            // Runs of bytes that stay as they are go in one piece.
            var start = 0
            for place in text.indices {
                guard let escaped = escaped(text[place]) else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
                bytes.append(contentsOf: escaped.utf8)
                start = place + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
    }

    private static func escaped(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#x27;"
        default: nil
        }
    }
}
