import GatehouseTemplates
import Testing

@Suite("Texts in several languages")
struct TextCatalogTests {
    private func catalog() throws -> TextCatalog {
        var catalog = TextCatalog()
        try catalog.add(
            #"""
            {"language": "de", "name": "Deutsch", "texts": {
                "Sign in": "Anmelden",
                "At least {1} characters (it has {2}).": "Es sind {2}, aber mindestens {1} Zeichen nötig.",
                "{1} is taken.": "{1} ist vergeben."
            }}
            """#.utf8)
        try catalog.add(#"{"language": "pt-BR", "name": "Português", "texts": {"Sign in": "Entrar"}}"#.utf8)
        try catalog.add(#"{"language": "ar", "name": "العربية", "direction": "rtl", "texts": {}}"#.utf8)
        return catalog
    }

    @Test("a text is found by its English words, and by its shape where it has values")
    func texts() throws {
        let catalog = try catalog()
        let german = try #require(catalog.language("de"))
        #expect(catalog.text("Sign in", in: german) == "Anmelden")
        #expect(
            catalog.text("At least 8 characters (it has 3).", in: german)
                == "Es sind 3, aber mindestens 8 Zeichen nötig.")
        #expect(catalog.text("ada@example.com is taken.", in: german) == "ada@example.com ist vergeben.")
        #expect(catalog.text("is taken.", in: german) == "is taken.")
        #expect(catalog.text("Nobody translated this.", in: german) == "Nobody translated this.")
        #expect(catalog.text("Sign in", in: .english) == "Sign in")
    }

    @Test(
        "the language is the account's, else the one that the browser wants most",
        arguments: [
            (nil, nil, "en"), (nil, "de", "de"), (nil, "de-AT,en;q=0.8", "de"), (nil, "en;q=0.5, de;q=0.9", "de"),
            (nil, "fr, de;q=0", "en"), (nil, "fr, *;q=0.1", "en"), (nil, "pt", "pt-BR"), (nil, "AR-eg", "ar"),
            ("ar", "de", "ar"), ("xx", "de", "de"), (nil, ";;;,,q=,", "en"), (nil, "de;q=abc, ar", "ar"),
            (nil, String(repeating: "x,", count: 5000) + "de", "en"),
        ] as [(String?, String?, String)])
    func choice(chosen: String?, accepted: String?, wanted: String) throws {
        #expect(try catalog().language(chosen: chosen, accepted: accepted).tag == wanted)
    }

    @Test("a file of a site replaces single texts")
    func replacing() throws {
        var catalog = try catalog()
        try catalog.add(#"{"language": "de", "texts": {"Sign in": "Hinein"}}"#.utf8)
        let german = try #require(catalog.language("de"))
        #expect(catalog.text("Sign in", in: german) == "Hinein" && catalog.languages.count == 4)
        #expect(catalog.text("x is taken.", in: german) == "x ist vergeben.")
    }

    @Test(
        "a file that is no language says what is wrong",
        arguments: [
            ("[", "is no JSON"), (#"{"texts": {}}"#, "has no member \"language\""),
            (#"{"language": "../de", "texts": {}}"#, "has no member \"language\""),
            (#"{"language": "de"}"#, "has no member \"texts\""),
            (#"{"language": "de", "texts": {"Sign in": 1}}"#, "has no text for \"Sign in\""),
        ])
    func malformed(json: String, reason: String) {
        var catalog = TextCatalog()
        let error = #expect(throws: TextCatalogError.self) { try catalog.add(json.utf8) }
        #expect(error?.description.hasPrefix(reason) == true)
    }
}
