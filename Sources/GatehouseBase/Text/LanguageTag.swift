/// A tag of BCP 47: letters, digits and hyphens.
package enum LanguageTag {
    /// RFC 5646, 4.4.1, asks for room for 35 characters.
    package static let maximumLength = 35

    /// The tag, or nil when it is none.
    package static func plain(_ text: String?) -> String? {
        guard let text, (1...maximumLength).contains(text.utf8.count) else { return nil }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") } ? text : nil
    }
}
