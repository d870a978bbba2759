import Foundation
import GatehouseBase

/// A user name: one text for all its spellings, and what people see.
///
/// ```swift
/// let name = UserName("Ａnna")
/// name?.text     // "anna", which is stored and looked up
/// name?.shown    // "Anna", for people
/// ```
///
/// Whether a site takes it is a question for ``UserNameRules``.
public struct UserName: Sendable, Hashable {
    /// The most bytes of UTF-8 that are looked at.
    static let maximumBytes = 1024

    /// The one text for all spellings: NFKC and case folding. Source: Unicode 16, 3.13.5, "compatibility caseless match";
    /// Django's `UsernameField` has NFKC.
    public let text: String
    /// As it was typed, in NFKC, without what cannot be seen around it.
    public let shown: String

    /// The name of a text in any spelling, or nil when it is none: empty, endless, or with an `@`, which only addresses
    /// have.
    public init?(_ typed: String) {
        guard typed.utf8.count <= Self.maximumBytes else { return nil }
        shown = typed.trimmedToVisible.precomposedStringWithCompatibilityMapping
        guard !shown.isEmpty, !shown.unicodeScalars.contains("@") else { return nil }
        text = Self.folded(shown)
    }

    /// What letters of both cases have in common, as "ss" for "ß", "ẞ" and "SS". It takes a dotless "ı" and a capital "İ" for
    /// an "i", too: one could be read for the other.
    static func folded(_ text: String) -> String {
        // Twice: a decomposed letter may have a capital of its own.
        (0..<2).reduce(text) { text, _ in onceFolded(text).precomposedStringWithCompatibilityMapping }
    }

    private static func onceFolded(_ text: String) -> String {
        let folded = text.unicodeScalars
            .flatMap { $0.properties.lowercaseMapping.unicodeScalars }
            .flatMap { $0.properties.uppercaseMapping.unicodeScalars }
            .flatMap { $0.properties.lowercaseMapping.unicodeScalars }
        // The capital "İ" has a small "i" with a dot of its own, which looks as "i" does.
        let plain = folded.enumerated().filter { $1 != "\u{307}" || $0 == 0 || folded[$0 - 1] != "i" }.map(\.element)
        return String(String.UnicodeScalarView(plain))
    }

    /// Whether both are one name, however they are shown.
    public static func == (left: UserName, right: UserName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    /// Hashes ``text``.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
