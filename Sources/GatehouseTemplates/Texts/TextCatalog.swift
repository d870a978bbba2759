import GatehouseBase
public import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A site's texts in several languages.
///
/// The English text itself is the key, as with gettext: code and templates say what they mean, and a text that no
/// language has stays English. A text with values is written with places, `"At least {1} characters"`; one with a count
/// is keyed by its plural, and has a form for each kind of number that the language tells apart, by the names that Unicode
/// gives them: `zero`, `one`, `two`, `few`, `many`, `other`. A value whose direction is another than the text's is
/// isolated in it.
///
/// A language is a file of JSON:
///
/// ```json
/// {
///     "language": "de", "name": "Deutsch", "direction": "ltr",
///     "texts": {
///         "Sign in": "Anmelden",
///         "{1} notes were saved.": { "one": "{1} Notiz ist gespeichert.", "other": "{1} Notizen sind gespeichert." }
///     }
/// }
/// ```
public struct TextCatalog: Sendable {
    private enum Entry: Sendable {
        case text(String)
        /// By the name of the form; `other` is always there.
        case forms([String: String])
    }

    /// The languages, English first.
    public private(set) var languages: [Language] = [.english]
    private var texts: [String: [String: Entry]] = [:]

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
        var added = texts[tag.lowercased()] ?? [:]
        for member in members { added[member.name] = try Self.entry(member) }
        texts[tag.lowercased()] = added
        if !languages.contains(where: { $0.tag.lowercased() == tag.lowercased() }) {
            languages.append(
                Language(
                    tag, name: file["name"]?.string ?? tag, isRightToLeft: file["direction"]?.string == "rtl"))
        }
    }

    private static func entry(_ member: JSONValue.Member) throws(TextCatalogError) -> Entry {
        if let text = member.value.string { return .text(text) }
        guard case .object(let members) = member.value else {
            throw TextCatalogError("has no text for \"\(member.name)\"")
        }
        var forms: [String: String] = [:]
        for form in members { forms[form.name] = form.value.string }
        guard forms.count == members.count, forms["other"] != nil, PluralRule.forms.isSuperset(of: forms.keys) else {
            throw TextCatalogError("has forms for \"\(member.name)\" that are not zero, one, two, few, many and other")
        }
        return .forms(forms)
    }

    /// A text without values in a language; as it is where the language does not have it.
    public func text(_ english: String, in language: Language) -> String {
        switch texts[language.tag.lowercased()]?[english] {
        case .text(let text)?: text
        case .forms(let forms)?: forms["other"] ?? english
        case nil: english
        }
    }

    /// Words in a language, with their values; in English where the language does not have them.
    public func text(_ words: Message.Words, in language: Language) -> String {
        let pattern: String
        let all = texts[language.tag.lowercased()]
        // Some languages bend a term by what stands around it, so a text with the term in it goes first.
        switch words.patternWithTerms.flatMap({ all?[$0] }) ?? all?[words.pattern] {
        case .text(let text)?: pattern = text
        case .forms(let forms)?:
            let form = words.count.map { PluralRule.form(of: $0, in: language.tag) }
            pattern = form.flatMap { forms[$0] } ?? forms["other"] ?? words.pattern
        case nil: pattern = words.englishPattern
        }
        return words.filled(pattern, isRightToLeft: language.isRightToLeft) { text($0, in: language) }
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
