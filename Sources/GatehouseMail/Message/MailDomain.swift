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

    /// A label that is ASCII keeps its capitals.
    private static func encode(_ label: String) -> String? {
        if label.utf8.allSatisfy({ $0 < 0x80 }) { return DomainLabel.ascii(label.unicodeScalars) }
        return DomainLabel.ascii(label.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars)
    }
}
