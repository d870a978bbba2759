import Foundation
import GatehouseBase

/// A domain in the form of the domain name system, and in that for people. Source: RFC 5890 to 5892, with the mapping of
/// Unicode's UTS 46 that letters need: lower case, NFKC, ideographic full stops as dots.
enum DomainName {
    /// The form that is stored and looked up: small letters, digits and hyphens, labels in other scripts as `xn--…`, without
    /// a dot at the end. Nil for what is no domain of two labels or more, or has a last label with digits.
    static func ascii(_ domain: some StringProtocol) -> String? {
        var labels = mapped(domain).split(separator: ".", omittingEmptySubsequences: false)
        // The root, which every domain ends with.
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard labels.count >= 2, let last = labels.last, isTopLevel(last) else { return nil }
        var encoded: [String] = []
        for label in labels {
            guard let label = DomainLabel.ascii(label) else { return nil }
            encoded.append(label)
        }
        let text = encoded.joined(separator: ".")
        return text.utf8.count <= 253 ? text : nil
    }

    /// A domain of the domain name system with its labels in their own scripts; those that are not the ASCII form of one
    /// stay.
    static func unicode(_ ascii: some StringProtocol) -> String {
        ascii.split(separator: ".", omittingEmptySubsequences: false).map { label -> String in
            guard label.hasPrefix("xn--"), let scalars = Punycode.decode(label.dropFirst(4)) else {
                return String(label)
            }
            let text = String(String.UnicodeScalarView(scalars))
            let again = mapped(text)
            guard again.elementsEqual(scalars), DomainLabel.ascii(again)?.utf8.elementsEqual(label.utf8) == true
            else { return String(label) }
            return text
        }.joined(separator: ".")
    }

    /// Whether a text may hold a label whose own script ``unicode(_:)`` shows.
    static func isEncoded(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var place = 0
            while place + 4 <= bytes.count {
                if bytes[place] == UInt8(ascii: "x"), bytes[place + 1] == UInt8(ascii: "n"),
                    bytes[place + 2] == UInt8(ascii: "-"), bytes[place + 3] == UInt8(ascii: "-")
                {
                    return true
                }
                place += 1
            }
            return false
        }
    }

    private static func mapped(_ domain: some StringProtocol) -> String.UnicodeScalarView {
        // Letter by letter: a "Σ" at the end of a word is a "σ" here.
        func lower(_ text: some StringProtocol) -> String {
            let scalars = text.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
            return String(String.UnicodeScalarView(scalars))
        }
        if domain.utf8.allSatisfy({ $0 < 0x80 }) { return lower(domain).unicodeScalars }
        let folded = lower(lower(domain).precomposedStringWithCompatibilityMapping)
            .precomposedStringWithCompatibilityMapping
        return String.UnicodeScalarView(folded.unicodeScalars.map { $0 == "\u{3002}" ? "." : $0 })
    }

    private static func isTopLevel(_ label: Substring.UnicodeScalarView) -> Bool {
        label.count >= 2 && (label.allSatisfy(DomainLabel.isLetter) || label.starts(with: "xn--".unicodeScalars))
    }
}
