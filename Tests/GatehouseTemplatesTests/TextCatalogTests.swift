import GatehouseMessages
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
                "{1} is taken.": "{1} ist vergeben.",
                "Too like the {1}.": "Zu ähnlich: {1}.", "Too like the first name.": "Dem Vornamen zu ähnlich.",
                "last name": "Nachname"
            }}
            """#.utf8)
        try catalog.add(#"{"language": "pt-BR", "name": "Português", "texts": {"Sign in": "Entrar"}}"#.utf8)
        try catalog.add(
            #"""
            {"language": "ar", "name": "العربية", "direction": "rtl", "texts": {
                "{1} days": {"zero": "0", "one": "1", "two": "2", "few": "few {1}", "many": "many {1}", "other": "+ {1}"},
                "{1} is taken.": "{1} مأخوذ.", "Too like the {1}.": "شديد الشبه بـ{1}.", "first name": "الاسم الأول"
            }}
            """#.utf8)
        return catalog
    }

    @Test("a text is found by its English words, and its values go to their places")
    func texts() throws {
        let catalog = try catalog()
        let german = try #require(catalog.language("de"))
        func text(_ words: Message.Words) -> String { catalog.text(words, in: german) }
        #expect(text("Sign in") == "Anmelden")
        #expect(
            text("At least \(8) characters (it has \(3)).") == "Es sind 3, aber mindestens 8 Zeichen nötig.")
        #expect(text("\("ada@example.com") is taken.") == "ada@example.com ist vergeben.")
        #expect(text("\("{1}{2}") is taken.") == "{1}{2} ist vergeben.")
        #expect(text("Nobody translated \("this").") == "Nobody translated this.")
        #expect(catalog.text("Sign in" as Message.Words, in: .english) == "Sign in")
    }

    @Test("a term is translated itself, and bent where the language has the whole text")
    func terms() throws {
        let catalog = try catalog()
        let german = try #require(catalog.language("de"))
        #expect(catalog.text("Too like the \(term: "first name").", in: german) == "Dem Vornamen zu ähnlich.")
        #expect(catalog.text("Too like the \(term: "last name").", in: german) == "Zu ähnlich: Nachname.")
        #expect(catalog.text("Too like the \(term: "last name").", in: .english) == "Too like the last name.")
    }

    @Test("a number chooses the form that the language has for it")
    func plurals() throws {
        let catalog = try catalog()
        let arabic = try #require(catalog.language("ar"))
        let texts = [0, 2, 5, 11, 99, 100, 103].map { number in
            catalog.text("\(number) \(plural: number, "day", "days")", in: arabic)
        }
        #expect(texts == ["0", "2", "few 5", "many 11", "many 99", "+ 100", "few 103"])
        let one: Message.Words = "\(1) \(plural: 1, "day", "days")"
        #expect(one.text == "1 day" && one.pattern == "{1} days" && one.singular == "{1} day")
        #expect(("\(0) \(plural: 0, "day", "days")" as Message.Words).text == "0 days")
        let german = try #require(catalog.language("de"))
        #expect(catalog.text(one, in: german) == "1 day", "nobody translated it")
    }

    @Test(
        "each language has the forms of its own rule, and one without a rule those of English",
        arguments: [
            ("en", [1: "one", 0: "other", 2: "other"]), ("de-AT", [1: "one", 0: "other", 21: "other"]),
            (
                "ar-EG",
                [
                    0: "zero", 1: "one", 2: "two", 3: "few", 110: "few", 11: "many", 199: "many", 100: "other",
                    102: "other",
                ]
            ),
            ("he", [1: "one", 2: "two", 3: "other"]), ("ru", [21: "one", 22: "few", 12: "many", 5: "many"]),
            ("pl", [1: "one", 21: "many", 22: "few"]), ("fr", [0: "one", 1: "one", 2: "other"]), ("ja", [1: "other"]),
            ("xx", [1: "one", 2: "other"]),
        ])
    func rules(tag: String, wanted: [Int: String]) throws {
        var catalog = TextCatalog()
        let forms = ["zero", "one", "two", "few", "many", "other"].map { "\"\($0)\": \"\($0)\"" }
        try catalog.add(#"{"language": "\#(tag)", "texts": {"{1} days": {\#(forms.joined(separator: ","))}}}"#.utf8)
        let language = try #require(catalog.language(tag))
        for (number, form) in wanted {
            #expect(catalog.text("\(number) \(plural: number, "day", "days")", in: language) == form, "\(number)")
        }
    }

    @Test("a value keeps its own direction: isolated where the text around it would move it, and else as it is")
    func directions() throws {
        let catalog = try catalog()
        let arabic = try #require(catalog.language("ar"))
        func text(_ value: String, in language: Language) -> String {
            catalog.text("\(value) is taken." as Message.Words, in: language)
        }
        for value in ["ada@example.com", "2026-12-09 18:12", "+1", "https://example.com/", "محمد (2)", "C++"] {
            #expect(text(value, in: arabic) == "\u{2068}\(value)\u{2069} مأخوذ.")
        }
        for value in ["2026", "محمد علي", ""] { #expect(text(value, in: arabic) == "\(value) مأخوذ.") }
        for value in ["ada@example.com", "Zoë", "2026-12-09", "日本"] {
            #expect(text(value, in: .english) == "\(value) is taken.")
        }
        for value in ["محمد (2)", "שלום", "\u{202E}gpj.exe"] {
            #expect(text(value, in: .english) == "\u{2068}\(value)\u{2069} is taken.")
        }
        // What is not translated stands in a text from right to left all the same.
        #expect(catalog.text("Not \("a-b")" as Message.Words, in: arabic) == "Not \u{2068}a-b\u{2069}")
        #expect(catalog.text("Too like the \(term: "first name").", in: arabic) == "شديد الشبه بـالاسم الأول.")
    }

    @Test("a value does not get out of its isolate")
    func balance() throws {
        let arabic = try #require(try catalog().language("ar"))
        let texts = ["a\u{2069}b", "a\u{2067}b", "\u{2067}a\u{2069}-"].map { value in
            try? catalog().text("\(value) is taken." as Message.Words, in: arabic)
        }
        #expect(
            texts == [
                "\u{2068}ab\u{2069} مأخوذ.", "\u{2068}a\u{2067}b\u{2069}\u{2069} مأخوذ.",
                "\u{2068}\u{2067}a\u{2069}-\u{2069} مأخوذ.",
            ])
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
        #expect(catalog.text("Sign in" as Message.Words, in: german) == "Hinein" && catalog.languages.count == 4)
        #expect(catalog.text("\("x") is taken." as Message.Words, in: german) == "x ist vergeben.")
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
