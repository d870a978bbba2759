import Foundation
import GatehouseTemplates
import GatehouseTesting
import Testing

/// Our engine through the suite that users run over theirs.
@Suite("Every engine of templates")
struct EngineConformanceTests {
    private static let templates = [
        "conformance-text": "<p>{{text}}</p>", "conformance-attribute": "<input value=\"{{text}}\">",
        "conformance-flag": "{{#flag}}yes{{/flag}}{{^flag}}no{{/flag}}",
        "conformance-list": "{{#list}}[{{.}}]{{/list}}",
        "conformance-object": "{{#object}}{{name}}{{/object}}", "conformance.txt": "{{text}}",
    ]

    @Test("Mustache", arguments: TemplateEngineConformance.checks)
    func mustache(check: TemplateEngineConformance.Check) async throws {
        try await check.run(over: MustacheTemplates(builtIn: Self.templates))
    }

    @Test("each check refuses an engine that is wrong", arguments: TemplateEngineConformance.checks)
    func failing(check: TemplateEngineConformance.Check) async throws {
        var refused = 0
        for fault in WrongEngine.Fault.allCases {
            let engine = WrongEngine(fault: fault, base: try MustacheTemplates(builtIn: Self.templates))
            do { try await check.run(over: engine) } catch is ConformanceFailure { refused += 1 }
        }
        #expect(refused > 0)
        #expect(refused < WrongEngine.Fault.allCases.count, "it looks at one thing, not at all")
    }
}

/// An engine with one fault.
private struct WrongEngine: TemplateEngine {
    enum Fault: CaseIterable {
        /// Has every template, as an empty page.
        case hasAll, drawsNothing
        /// Escapes by characters, so that a sign with a mark behind it stays.
        case escapesCharacters
        case escapesNothing, escapesMails
        /// Takes values for templates.
        case drawsTwice
        /// Draws the first page again.
        case keepsFirst
        /// Knows English alone.
        case englishOnly
        /// Shows what is not there.
        case showsMissing
        case latin
    }

    let fault: Fault
    let base: MustacheTemplates

    func has(_ name: String) -> Bool { fault == .hasAll || base.has(name) }

    func render(_ name: String, _ model: TemplateModel, in language: Language) throws -> [UInt8] {
        if fault == .drawsNothing, !base.has(name) { return [] }
        var model = model
        if fault == .keepsFirst, case .list? = model["list"] { model["list"] = ["0", "x"] }
        if fault == .showsMissing, model["text"] == nil, model["list"] == nil { model["text"] = "nil" }
        if fault == .englishOnly, language.tag == "x-none" { return [] }
        var page = String(decoding: try base.render(name, model, in: language), as: UTF8.self)
        let isMarked = page.unicodeScalars.contains("\u{301}") || page.unicodeScalars.contains("\u{20DD}")
        if fault == .escapesNothing || (fault == .escapesCharacters && isMarked) {
            for (escape, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
                page = page.replacingOccurrences(of: escape, with: sign, options: .literal)
            }
        }
        if fault == .escapesMails, name.hasSuffix(".txt") {
            page = page.replacingOccurrences(of: "<", with: "&lt;", options: .literal)
        }
        if fault == .drawsTwice, page.contains("{{") { page = "<p></p>" }
        if fault == .latin { return page.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
        return Array(page.utf8)
    }
}
