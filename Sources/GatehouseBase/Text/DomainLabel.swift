/// One part of a domain, in the form that it has in the domain name system.
///
/// How a label that somebody typed is mapped before, which depends on whose rules count, is for the caller.
package enum DomainLabel {
    /// The most bytes of a label. Source: RFC 1035, 2.3.4.
    package static let maximumLength = 63

    /// The form of a label that is mapped already: letters of any script, digits and hyphens inside. Nil for anything else.
    /// Source: RFC 5890, 2.3.1.
    package static func ascii(_ label: some BidirectionalCollection<Unicode.Scalar>) -> String? {
        guard label.first != "-", label.last != "-", label.allSatisfy(isLetterDigitHyphen) else { return nil }
        return encoded(label)
    }

    /// The form of a label of any scalars: itself where it is ASCII, else `xn--` and Punycode. Nil where that is no label of a
    /// host.
    package static func encoded(_ label: some Collection<Unicode.Scalar>) -> String? {
        // Longer ones never fit, and this bounds the work.
        guard label.count <= maximumLength else { return nil }
        let text =
            label.allSatisfy(\.isASCII)
            ? String(String.UnicodeScalarView(label)) : "xn--" + Punycode.encode(Array(label))
        return isHostLabel(text) ? text : nil
    }

    /// Letters, digits and hyphens, at most 63, no hyphen at either end. Source: RFC 1035, 2.3.1.
    package static func isHostLabel(_ label: String) -> Bool {
        (1...maximumLength).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }

    /// A letter, or a mark inside a word of a script that needs them.
    package static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }

    private static func isLetterDigitHyphen(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
    }
}
