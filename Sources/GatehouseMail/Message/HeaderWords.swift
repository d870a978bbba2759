import Foundation
import GatehouseBase

/// The words of a header's value, ASCII all of them, that are written with one blank between two.
enum HeaderWords {
    /// Free text, such as a subject.
    ///
    /// - Parameter column: how much of the first line is taken.
    static func unstructured(_ text: String, after column: Int) -> [String] {
        guard !text.isEmpty else { return [] }
        return plain(text) ?? encoded(text, after: column)
    }

    /// A name before an address: as it is, in quotes, or encoded.
    static func phrase(_ text: String, after column: Int) -> [String] {
        guard text.utf8.allSatisfy({ AddressSyntax.isAtomText($0) || $0 == 0x20 }) else {
            let escaped = text.replacingOccurrences(of: #"\"#, with: #"\\"#).replacingOccurrences(
                of: "\"", with: "\\\"")
            return plain("\"\(escaped)\"") ?? encoded(text, after: column)
        }
        return plain(text) ?? encoded(text, after: column)
    }

    /// The words of a text that readers get back as it was; nil when it must be encoded.
    private static func plain(_ text: String) -> [String]? {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !text.contains("=?") else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        // A reader may take several blanks, where a line ends, for one.
        return words.allSatisfy { !$0.isEmpty && $0.utf8.count <= maximumPlainWord } ? words : nil
    }

    /// Encoded words of RFC 2047, each of whole characters and at most 75 bytes.
    private static func encoded(_ text: String, after column: Int) -> [String] {
        var words: [String] = []
        var bytes: [UInt8] = []
        var room = capacity(HeaderField.maximumColumn - column - 1)
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > room {
                words.append(word(bytes))
                bytes = []
                room = capacity(maximumEncodedWord)
            }
            bytes += next
        }
        words.append(word(bytes))
        return words
    }

    private static func word(_ bytes: [UInt8]) -> String { prefix + Data(bytes).base64EncodedString() + suffix }

    /// How many bytes an encoded word of a length holds.
    private static func capacity(_ length: Int) -> Int { (length - prefix.utf8.count - suffix.utf8.count) / 4 * 3 }

    private static let prefix = "=?UTF-8?B?"
    private static let suffix = "?="
    /// Source: RFC 2047, 2.
    private static let maximumEncodedWord = 75
    private static let maximumPlainWord = 60
}
