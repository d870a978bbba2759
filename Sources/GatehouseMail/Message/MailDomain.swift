import Foundation
import GatehouseBase

/// The domain of an address, in the ASCII form that goes over the wire.
struct MailDomain {
    let encoded: String

    /// Labels of letters, digits and hyphens in any script; nil for anything else, such as an address in brackets.
    init?(_ text: Substring) {
        var labels: [String] = []
        for label in text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false) {
            guard let encoded = Self.encode(String(label)) else { return nil }
            labels.append(encoded)
        }
        let encoded = labels.joined(separator: ".")
        guard encoded.utf8.count <= 253 else { return nil }
        self.encoded = encoded
    }

    /// A label of 1 to 63 bytes. Source: RFC 5890, 2.3.1.
    private static func encode(_ label: String) -> String? {
        guard label.first != "-", label.last != "-", label.unicodeScalars.allSatisfy(isLetterDigitHyphen) else {
            return nil
        }
        var encoded = label
        if !label.utf8.allSatisfy({ $0 < 0x80 }) {
            let scalars = Array(label.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars)
            // Longer ones never fit, and this bounds the work.
            guard scalars.count <= 63 else { return nil }
            encoded = "xn--" + Punycode.encode(scalars)
        }
        return (1...63).contains(encoded.utf8.count) ? encoded : nil
    }

    private static func isLetterDigitHyphen(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return UInt8(ascii: scalar).isLetterOrDigit || scalar == "-" }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return scalar.properties.isAlphabetic
        }
    }
}
