import Foundation
import GatehouseBase

/// An e-mail address in the one form it is stored and looked up in.
///
/// The local part is ASCII, a dot-atom of RFC 5322; the domain is two labels or more of letters, digits and hyphens,
/// in any script, the last of them without digits. White space around it is dropped, letters become lower-case, and
/// the domain takes Unicode's form NFKC: spellings that reach one mailbox at every common provider are one account.
public struct EmailAddress: Sendable, Hashable {
    /// The most bytes an address has. Source: RFC 5321, 4.5.3.1.3, and Django's validator.
    public static let maximumLength = AddressSyntax.maximumLength

    /// The canonical text.
    public let text: String
    /// As it was typed, without white space around it: other programs may have stored it so.
    public let typed: String

    /// The address of a text in any spelling, or nil when it is none.
    public init?(_ text: String) {
        let bytes = text.utf8.drop { Self.isSpace($0) }
        var end = bytes.endIndex
        while end > bytes.startIndex, Self.isSpace(bytes[bytes.index(before: end)]) { end = bytes.index(before: end) }
        self.init(trimmed: String(decoding: bytes[..<end], as: UTF8.self))
    }

    /// The address of a text that is canonical already, or nil.
    public init?(canonical text: String) {
        guard let address = EmailAddress(trimmed: text), address.text.utf8.elementsEqual(text.utf8) else { return nil }
        self = address
    }

    private init?(trimmed text: String) {
        guard text.utf8.count <= Self.maximumLength, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = text.utf8[..<at]
        let domain = String(decoding: text.utf8[text.utf8.index(after: at)...], as: UTF8.self).lowercased()
            .precomposedStringWithCompatibilityMapping
        guard AddressSyntax.isDotAtom(local), Self.isDomain(domain) else { return nil }
        typed = text
        self.text = String(decoding: local.map(\.lowercased), as: UTF8.self) + "@" + domain
    }

    public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDomain(_ domain: String) -> Bool {
        let labels = domain.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, domain.utf8.count <= 253, let last = labels.last else { return false }
        let isTopLevel = last.count >= 2 && (last.allSatisfy(isLetter) || last.starts(with: "xn--".unicodeScalars))
        return isTopLevel
            && labels.allSatisfy { label in
                !label.isEmpty && label.count <= 63 && label.first != "-" && label.last != "-"
                    && label.allSatisfy { isLetter($0) || ("0"..."9").contains($0) || $0 == "-" }
            }
    }

    /// A letter, or a mark inside a word of a script that needs them.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
}
