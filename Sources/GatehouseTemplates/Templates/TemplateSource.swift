import GatehouseMessages

/// A template's text and what can be read off it before it is compiled.
struct TemplateSource: Sendable, Hashable {
    let name: String
    let text: String

    /// Whether it is a plain text, in which nothing is escaped: names that end in `.txt`.
    var isPlainText: Bool { name.hasSuffix(".txt") }

    /// The names of the templates that it includes or goes by.
    var references: [String] {
        var found: [String] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            guard let sign = rest.first, sign == ">" || sign == "<", let close = rest.firstRange(of: "}}") else {
                continue
            }
            let name = rest[..<close.lowerBound].dropFirst().filter { $0 != " " }
            // A name that is told at run time cannot be looked up.
            if !name.hasPrefix("*") { found.append(name) }
            rest = rest[close.upperBound...]
        }
        return found
    }

    /// Whether what it makes of a model's texts depends on the texts themselves, or cannot be told: where it calls
    /// functions or includes a template whose name is told at run time.
    var isDynamic: Bool {
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            let tag = rest[..<(rest.firstRange(of: "}}")?.lowerBound ?? rest.endIndex)]
            if tag.first != "!", tag.contains("(") || tag.contains("*") { return true }
        }
        return false
    }

    /// The template in a language: what stands between `{{#_}}` and `{{/_}}` translated, with its values isolated.
    ///
    /// - Throws: ``TemplateError`` when one does not end.
    func translated(_ translate: (String) -> String) throws -> String {
        var done = ""
        var rest = Substring(isPlainText ? text : Self.withSigns(text))
        while let open = rest.firstRange(of: "{{#_}}") {
            done += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "{{/_}}") else {
                throw TemplateError(name, "has a {{#_}} without {{/_}}")
            }
            done += Self.isolatingValues(translate(String(rest[..<close.lowerBound])))
            rest = rest[close.upperBound...]
        }
        return done + rest
    }

    /// A text whose values each stand in an isolate. ``PageSkeleton`` takes those away again that a value does not need.
    private static func isolatingValues(_ text: String) -> String {
        var done = ""
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            done += rest[..<open.lowerBound]
            rest = rest[open.lowerBound...]
            guard let close = rest.firstRange(of: rest.hasPrefix("{{{") ? "}}}" : "}}") else { break }
            let tag = rest[..<close.upperBound]
            let isValue = tag.dropFirst(2).first.map { !"#^/>!<$=%".contains($0) } ?? false
            done += isValue ? "\(TextIsolation.start)\(tag)\(TextIsolation.end)" : String(tag)
            rest = rest[close.upperBound...]
        }
        return done + rest
    }

    /// The signs of an isolate as they are, where a template writes them so that one sees them.
    private static func withSigns(_ text: String) -> String {
        text.replacing("&#x2068;", with: String(TextIsolation.start))
            .replacing("&#x2069;", with: String(TextIsolation.end))
    }
}
