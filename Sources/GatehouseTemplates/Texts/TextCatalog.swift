import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A site's texts in several languages.
///
/// The English text itself is the key, as with gettext: code and templates say what they mean, and a text that no
/// language has stays English. A text with values is written with places, `"At least {1} characters"`, and found by its
/// shape, so that messages of an application's own rules can be translated, too.
///
/// A language is a file of JSON:
///
/// ```json
/// {
///     "language": "de", "name": "Deutsch", "direction": "ltr",
///     "texts": { "Sign in": "Anmelden", "At least {1} characters.": "Mindestens {1} Zeichen." }
/// }
/// ```
public struct TextCatalog: Sendable {
    private struct Texts: Sendable {
        var exact: [String: String] = [:]
        var patterns: [(pattern: MessagePattern, target: String)] = []
    }

    /// The languages, English first.
    public private(set) var languages: [Language] = [.english]
    private var texts: [String: Texts] = [:]

    /// English only.
    public init() {}

    /// Adds a language, or texts to one that is there; a text that is there already is replaced.
    ///
    /// - Parameter json: the file's bytes.
    /// - Throws: ``TextCatalogError`` that says what is wrong.
    public mutating func add(_ json: some Sequence<UInt8>) throws(TextCatalogError) {
        guard let file = JSONValue(String(decoding: Array(json), as: UTF8.self)) else {
            throw TextCatalogError("is no JSON")
        }
        guard let tag = LanguageTag.plain(file["language"]?.string) else {
            throw TextCatalogError("has no member \"language\" with a tag such as \"de\"")
        }
        guard case .object(let members)? = file["texts"] else {
            throw TextCatalogError("has no member \"texts\" with an object of texts")
        }
        var added = texts[tag.lowercased()] ?? Texts()
        for member in members {
            guard let text = member.value.string else { throw TextCatalogError("has no text for \"\(member.name)\"") }
            if let pattern = MessagePattern(member.name) { added.patterns.insert((pattern, text), at: 0) }
            added.exact[member.name] = text
        }
        texts[tag.lowercased()] = added
        if !languages.contains(where: { $0.tag.lowercased() == tag.lowercased() }) {
            languages.append(
                Language(
                    tag, name: file["name"]?.string ?? tag, isRightToLeft: file["direction"]?.string == "rtl"))
        }
    }

    /// A text in a language; as it is where the language does not have it.
    public func text(_ english: String, in language: Language) -> String {
        guard let texts = texts[language.tag.lowercased()] else { return english }
        if let exact = texts.exact[english] { return exact }
        for (pattern, target) in texts.patterns {
            if let values = pattern.values(in: english) { return MessagePattern.fill(target, values) }
        }
        return english
    }

    /// The language of a tag, or of its first part; nil when there is none.
    public func language(_ tag: String) -> Language? {
        let tag = tag.lowercased()
        let primary = tag.prefix { $0 != "-" }
        return languages.first { $0.tag.lowercased() == tag }
            ?? languages.first { $0.tag.lowercased() == primary }
            // Who asks for `pt` understands `pt-BR`.
            ?? languages.first { $0.tag.lowercased().prefix { $0 != "-" } == primary }
    }

    /// The language for a person: the one chosen for the account, else what the browser asks for, else English.
    ///
    /// - Parameters:
    ///   - chosen: a tag; nil or one that there is not for none.
    ///   - accepted: the header `Accept-Language`.
    public func language(chosen: String?, accepted: String?) -> Language {
        if let chosen, let language = language(chosen) { return language }
        for range in LanguageRange.parse(accepted ?? "") {
            if range == "*" { break }
            if let language = language(range) { return language }
        }
        return .english
    }
}

/// Why a file is no language.
public struct TextCatalogError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, to follow the file's name.
    public let description: String
    init(_ description: String) { self.description = description }
}
