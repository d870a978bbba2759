import Foundation
import GatehouseTemplates
import Testing

extension MustacheTemplates {
    fileprivate func text(_ name: String, _ model: TemplateModel, in language: Language) throws -> String {
        String(decoding: try render(name, model, in: language), as: UTF8.self)
    }
}

@Suite("Templates")
struct MustacheTemplatesTests {
    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try write(text, folder.appendingPathComponent(name)) }
        try body(folder.path)
    }

    private func write(_ text: String, _ file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test("a template of a site's folder takes the place of the built-in one of its name")
    func overriding() throws {
        try withFolder(["page.mustache": "own {{> part}}", "mail/hello.txt.mustache": "Dear {{name}}"]) { folder in
            let templates = try MustacheTemplates(
                builtIn: ["page": "built-in", "part": "part"], folders: [folder])
            #expect(try templates.text("page", [:], in: .english) == "own part")
            #expect(try templates.text("mail/hello.txt", ["name": "Ada"], in: .english) == "Dear Ada")
            #expect(templates.has("part") && !templates.has("other"))
        }
    }

    @Test("texts between {{#_}} and {{/_}} are translated, with the values in them in the language's order")
    func translation() throws {
        var catalog = TextCatalog()
        try catalog.add(
            #"{"language": "de", "texts": {"{{count}} notes of {{name}}": "{{name}} hat {{count}} Notizen"}}"#.utf8)
        let templates = try MustacheTemplates(
            builtIn: ["page": "<p>{{#_}}{{count}} notes of {{name}}{{/_}}</p>"], catalog: catalog)
        let model: TemplateModel = ["count": 3, "name": "A & B"]
        #expect(try templates.text("page", model, in: .english) == "<p>3 notes of A &amp; B</p>")
        let german = try #require(catalog.language("de"))
        #expect(try templates.text("page", model, in: german) == "<p>A &amp; B hat 3 Notizen</p>")
    }

    @Test("a value in a translated text keeps its own direction, in pages, titles and plain texts")
    func directions() throws {
        var catalog = TextCatalog()
        try catalog.add(
            #"{"language": "ar", "direction": "rtl", "texts": {"Hello, {{name}}{{#on}}!{{/on}}": "مرحبًا، {{name}}{{#on}}!{{/on}}"}}"#
                .utf8)
        let hello = "{{#_}}Hello, {{name}}{{#on}}!{{/on}}{{/_}}"
        let templates = try MustacheTemplates(
            builtIn: [
                "page": "<title>&#x2068;{{site}}&#x2069; {{name}}</title>" + hello, "mail.txt": hello,
                "both": "&#x2068;{{name}}, {{name}}&#x2069; <", "raw.txt": "{{#_}}{{{name}}}{{/_}}",
            ],
            constants: ["site": "A & B"], catalog: catalog)
        let arabic = try #require(catalog.language("ar"))
        func text(_ template: String, _ name: String, in language: Language) throws -> String {
            try templates.text(template, ["name": .text(name), "on": true], in: language)
        }
        // Twice: by Mustache, and of the page that is kept.
        for _ in 0..<2 {
            #expect(
                try text("page", "<Ada>", in: .english) == "<title>A &amp; B &lt;Ada&gt;</title>Hello, &lt;Ada&gt;!")
            #expect(
                try text("page", "<Ada>", in: arabic)
                    == "<title>\u{2068}A &amp; B\u{2069} &lt;Ada&gt;</title>مرحبًا، \u{2068}&lt;Ada&gt;\u{2069}!")
            #expect(try text("page", "محمد", in: .english).hasSuffix("Hello, \u{2068}محمد\u{2069}!"))
            #expect(try text("page", "محمد", in: arabic).hasSuffix("</title>مرحبًا، محمد!"))
            #expect(try text("mail.txt", "<Ada>", in: .english) == "Hello, <Ada>!")
            #expect(try text("mail.txt", "<Ada>", in: arabic) == "مرحبًا، \u{2068}<Ada>\u{2069}!")
            #expect(try text("raw.txt", "Ada", in: arabic) == "\u{2068}Ada\u{2069}")
            #expect(try text("both", "Ada", in: .english) == "\u{2068}Ada, Ada\u{2069} <")
        }
    }

    @Test("values are escaped byte by byte in pages, and stay as they are in plain texts")
    func escaping() throws {
        let templates = try MustacheTemplates(
            builtIn: ["page": "{{> part}}", "part": "{{x}}", "mail.txt": "{{x}}"])
        let text = "<b a=\"1\" c='2'>&<\u{600}img"
        #expect(
            try templates.text("page", ["x": .text(text)], in: .english)
                == "&lt;b a=&quot;1&quot; c=&#x27;2&#x27;&gt;&amp;&lt;\u{600}img")
        #expect(try templates.text("mail.txt", ["x": .text(text)], in: .english) == text)
    }

    @Test("in development a changed file counts at once, and a wrong one tells what is wrong")
    func reloading() throws {
        try withFolder(["page.mustache": "one"]) { folder in
            let templates = try MustacheTemplates(builtIn: [:], folders: [folder], reloads: true)
            #expect(try templates.text("page", [:], in: .english) == "one")
            let file = URL(fileURLWithPath: folder + "/page.mustache")
            try write("another", file)
            #expect(try templates.text("page", [:], in: .english) == "another")
            try write("{{#open}}", file)
            let error = #expect(throws: TemplateError.self) { try templates.text("page", [:], in: .english) }
            #expect(error?.description.contains("cannot be parsed") == true)
            try write("mended", file)
            #expect(try templates.text("page", [:], in: .english) == "mended")
        }
    }

    @Test(
        "what would fail on a page fails at the start",
        arguments: [
            ("{{> missing}}", "includes missing"), ("{{<missing}}{{/missing}}", "includes missing"),
            ("{{#open}}", "cannot be parsed"), ("{{#_}}text", "without {{/_}}"),
        ])
    func checking(text: String, reason: String) {
        let error = #expect(throws: TemplateError.self) { try MustacheTemplates(builtIn: ["page": text]) }
        #expect(error?.description.contains("the template page") == true)
        #expect(error?.description.contains(reason) == true)
    }

    @Test("a folder that is not there is told at the start")
    func missingFolder() {
        let missing = #expect(throws: TemplateError.self) {
            try MustacheTemplates(builtIn: [:], folders: ["/nowhere/at/all"])
        }
        #expect(missing?.underlying != nil)
    }

    @Test("a template that is not there is told")
    func missing() throws {
        let templates = try MustacheTemplates(builtIn: [:])
        #expect(throws: TemplateError.self) { try templates.text("page", [:], in: .english) }
    }

    @Test("a page that was made once of a shape is made of any other texts, flags and lists alike")
    func shapes() throws {
        let source =
            "{{#user}}{{name}}{{#note}}: {{{note}}}{{/note}}{{/user}}{{^user}}nobody{{/user}}"
            + "{{#list}}[{{.}}]{{/list}}{{^list}}none{{/list}}{{#on}}on{{/on}} {{site}}{{#site}}!{{/site}}"
        let templates = try MustacheTemplates(builtIn: ["page": source], constants: ["site": "A&B"])
        let names = ["", "Ada", "<b>", "\u{10FFFF}0<", "{{name}}", "x\u{301}", "0"]
        var pages: Set<String> = []
        for _ in 0..<2 {
            for name in names {
                for note in names {
                    for list in [[], ["1"], names] {
                        for on in [true, false] {
                            let model: TemplateModel = [
                                "user": name.isEmpty ? nil : ["name": .text(name), "note": .text(note)],
                                "list": .list(list.map { .text($0) }), "on": .flag(on),
                            ]
                            let page = try templates.text("page", model, in: .english)
                            let user = name.isEmpty ? "nobody" : escaped(name) + ": \(note)"
                            let items = list.isEmpty ? "none" : list.map { "[\(escaped($0))]" }.joined()
                            #expect(page == user + items + (on ? "on" : "") + " A&amp;B!")
                            pages.insert(page)
                        }
                    }
                }
            }
        }
        #expect(pages.count == (6 * 7 + 1) * 3 * 2)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    @Test("what a template does with functions depends on the texts, and is done anew for each")
    func functions() throws {
        let templates = try MustacheTemplates(
            builtIn: ["page": "{{> part}}", "part": "{{uppercased(name)}} {{#empty(list)}}none{{/empty(list)}}"])
        for name in ["ada", "ben", "ada"] {
            let page = try templates.text("page", ["name": .text(name), "list": []], in: .english)
            #expect(page == "\(name.uppercased()) none")
        }
    }
}
