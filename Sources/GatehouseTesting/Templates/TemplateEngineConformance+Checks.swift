import Foundation
import GatehouseTemplates

extension TemplateEngineConformance {
    static let drawingChecks: [Check] = [
        Check("it knows the templates that it has, and no others") { engine in
            for name in templates { try expect(engine.has(name), "it has no template \(name)") }
            for name in ["", "conformance", "conformance-text.mustache", "../conformance-text", "conformance-none"] {
                try expect(!engine.has(name), "it has a template \"\(name)\"")
            }
        },
        Check("a template that is not there is an error, not an empty page") { engine in
            do {
                _ = try engine.render("conformance-none", [:], in: .english)
            } catch is TemplateError {
                return
            }
            throw ConformanceFailure(check: "", detail: "a page was drawn")
        },
        Check("texts are shown as UTF-8, whatever script they are in") { engine in
            for text in ["", "Ada", "Grüße", "日本", "مرحبا", "👩‍👩‍👧", "e\u{301}", "a\nb"] {
                let page = try draw(engine, "conformance-text", ["text": .text(text)])
                // Byte by byte: normalizing may change what a text means.
                try expect(page.utf8.elementsEqual("<p>\(text)</p>".utf8), "\"\(text)\" became \(page)")
            }
        },
        Check("texts are escaped in HTML, between tags and in attributes") { engine in
            let text = "<script>alert('x')</script> & \"a\" > b &amp;"
            for name in ["conformance-text", "conformance-attribute"] {
                let page = try draw(engine, name, ["text": .text(text)])
                let (start, end) = name == "conformance-text" ? ("<p>", "</p>") : ("<input value=\"", "\">")
                try expect(page.hasPrefix(start) && page.hasSuffix(end), "\(name) shows \(page)")
                let shown = page.dropFirst(start.count).dropLast(end.count)
                try expect(!shown.contains { "<>\"'".contains($0) }, "a sign of HTML is left: \(shown)")
                try expect(plain(shown) == text, "it reads as \(plain(shown))")
            }
        },
        Check("signs that modify what stands before them do not hide a sign of HTML") { engine in
            for text in ["<\u{301}b>", "\"\u{20DD} onfocus=\"x", "&\u{301}lt;"] {
                let page = try draw(engine, "conformance-attribute", ["text": .text(text)])
                let marks = page.utf8.count { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "<") }
                try expect(marks == 3, "a sign of HTML is left: \(page)")
            }
        },
        Check("a text is never read as a template") { engine in
            for text in [
                "{{text}}", "{{{text}}}", "{{> conformance-flag}}", "#(text)", "#if(flag):x#endif", "{% if flag %}",
                "${text}", "\\(text)", "$text", "%@ %s",
            ] {
                let page = try draw(engine, "conformance-text", ["text": .text(text), "flag": true])
                try expect(plain(page) == "<p>\(text)</p>", "\(text) became \(page)")
            }
        },
        Check("mails without HTML show texts as they are") { engine in
            let text = "<a> & \"b\" 'c' ä"
            let mail = try draw(engine, "conformance.txt", ["text": .text(text)])
            try expect(mail == text, "it shows \(mail)")
        },
        Check("flags, lists and objects are shown, and what is not in the model is nothing") { engine in
            for (name, model, shown) in cases {
                let page = try draw(engine, name, model)
                try expect(page == shown, "\(name) shows \"\(page)\", not \"\(shown)\"")
            }
        },
        Check("a page shows its own model, however many are drawn before it and beside it") { engine in
            for number in 0..<20 {
                let page = try draw(engine, "conformance-list", ["list": .list([.text("\(number)"), "x"])])
                try expect(page == "[\(number)][x]", "it shows \(page)")
            }
            let pages = try await inParallel(60) { number in
                (number, try draw(engine, "conformance-text", ["text": .text("page \(number)")]))
            }
            for (number, page) in pages { try expect(page == "<p>page \(number)</p>", "it shows \(page)") }
        },
        Check("pages are drawn in every language, also in one that the engine has not heard of") { engine in
            let languages = [
                Language.english, Language("de", name: "Deutsch"), Language("ar", name: "العربية", isRightToLeft: true),
                Language("x-none", name: "None"),
            ]
            for language in languages {
                let page = String(
                    decoding: try engine.render("conformance-text", ["text": "Ada"], in: language), as: UTF8.self)
                try expect(page.contains("Ada"), "in \(language.tag) it shows \(page)")
            }
        },
    ]

    private static let cases: [(String, TemplateModel, String)] = [
        ("conformance-flag", ["flag": true], "yes"), ("conformance-flag", ["flag": false], "no"),
        ("conformance-flag", [:], "no"),
        ("conformance-list", ["list": ["a", "b", "c"]], "[a][b][c]"), ("conformance-list", ["list": []], ""),
        ("conformance-list", [:], ""), ("conformance-list", ["list": ["<"]], "[&lt;]"),
        ("conformance-object", ["object": ["name": "Ada"]], "Ada"), ("conformance-object", ["object": [:]], ""),
        ("conformance-object", [:], ""), ("conformance-text", [:], "<p></p>"),
    ]

    private static func draw(_ engine: any TemplateEngine, _ name: String, _ model: TemplateModel) throws -> String {
        let bytes = try engine.render(name, model, in: .english)
        let page = try require(String(validating: bytes, as: UTF8.self), "the page is not UTF-8")
        return page.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a browser reads of escaped text.
    private static func plain(_ html: some StringProtocol) -> String {
        var text = String(html)
        for (escape, sign) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"),
            ("&#96;", "`"), ("&#x60;", "`"), ("&#61;", "="), ("&#x3D;", "="), ("&amp;", "&"), ("&#38;", "&"),
        ] { text = text.replacingOccurrences(of: escape, with: sign, options: .literal) }
        return text
    }
}
