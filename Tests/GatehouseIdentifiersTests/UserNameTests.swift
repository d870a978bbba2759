import Foundation
import GatehouseMessages
import Testing

@testable import GatehouseIdentifiers

@Suite("User names as values")
struct UserNameTests {
    private func codes(_ typed: String, _ rules: UserNameRules = UserNameRules()) -> [String] {
        do {
            _ = try rules.name(typed)
            return []
        } catch {
            return error.failures["username"].map(\.code.name)
        }
    }

    @Test(
        "UN2: all spellings of a name are one text",
        arguments: [
            ("Anna", "anna"), (" anna\u{200B}", "anna"), ("Ａｎｎａ", "anna"), ("Straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Émile", "e\u{301}mile"), ("ırmak", "IRMAK"), ("ALİ", "ali"), ("ADMİN", "admin"), ("ﬁna", "FINA"),
            ("ＮＡＭＥ.２", "name.2"), ("Жук", "жУК"),
        ])
    func spellings(left: String, right: String) throws {
        let (left, right) = (try #require(UserName(left)), try #require(UserName(right)))
        #expect(left == right && left.hashValue == right.hashValue)
        #expect(left.text.utf8.elementsEqual(right.text.utf8))
    }

    @Test("names that differ in more than case and form are two")
    func others() throws {
        for (left, right) in [("anna", "ana"), ("an.na", "an-na"), ("anna", "аnna"), ("émile", "emile")] {
            #expect(try #require(UserName(left)) != (try #require(UserName(right))), "\(left) \(right)")
        }
    }

    @Test("a name is shown as it was typed, in NFKC")
    func shown() throws {
        #expect(UserName("  Anna-Maria ")?.shown == "Anna-Maria")
        #expect(UserName("Ａｎｎａ")?.shown == "Anna")
    }

    @Test("the text of a text is itself, for all letters there are")
    func stable() throws {
        for value in UInt32(0x20)...0x2FFFF {
            guard let scalar = Unicode.Scalar(value), let name = UserName("a\(scalar)b") else { continue }
            let again = try #require(UserName(name.text))
            #expect(again.text.utf8.elementsEqual(name.text.utf8), "U+\(String(value, radix: 16))")
        }
    }

    @Test("nothing with an @ is a name, nor is nothing", arguments: ["a@b", "a＠b", "@", "", " \u{200B}"])
    func none(typed: String) { #expect(UserName(typed) == nil) }

    @Test(
        "names of all scripts are taken",
        arguments: [
            "anna", "Anna-Maria", "a.b_c-d", "x86", "Łukasz", "ngọc", "Δημήτρης", "Жанна_2", "أحمد", "أحمد٢", "שרה",
            "दीपिका",
            "たなか", "田中タロー", "佐々木", "김민준", "王小明", "สมชาย", "თამარ", "Աննա", "ana" + String(repeating: "b", count: 27),
        ])
    func taken(typed: String) { #expect(codes(typed) == []) }

    @Test(
        "UN2: each refusal has its code",
        arguments: [
            ("an", ["min_length"]), (String(repeating: "a", count: 31), ["max_length"]),
            ("anna smith", ["name_characters"]),
            ("anna!", ["name_characters"]), ("anna\u{200D}b", ["name_characters"]),
            ("an\u{202E}na", ["name_characters"]),
            ("o'neil", ["name_characters"]), ("ʼanna", ["name_characters"]), ("annaǃ", ["name_characters"]),
            ("😀😀😀", ["name_characters"]), ("an.\u{301}na", ["name_characters"]), ("ㅤㅤㅤ", ["name_characters"]),
            ("ᚠᚢᚦ", ["name_characters"]), ("anna<b>", ["name_characters"]),
            ("аnna", ["name_scripts"]), ("annα", ["name_scripts"]), ("anna٢", ["name_scripts"]),
            ("أحمد٢2", ["name_scripts"]),
            ("annaたなか", ["name_scripts"]), (".anna", ["name_separators"]), ("anna-", ["name_separators"]),
            ("an..na", ["name_separators"]), ("an._na", ["name_separators"]),
            ("a.", ["min_length", "name_separators"]), ("anna@example.com", ["name_is_address"]),
            ("anna＠b", ["name_is_address"]),
            ("admin", ["name_reserved"]), ("ROOT", ["name_reserved"]), ("ａｄｍｉｎ", ["name_reserved"]),
            ("no-reply", ["name_reserved"]), ("sup.port", ["name_reserved"]), ("www", ["name_reserved"]),
        ])
    func refused(typed: String, expected: [String]) { #expect(codes(typed) == expected) }

    @Test("a site sets length and reserved names")
    func settable() {
        var rules = UserNameRules()
        rules.length = 1...4
        rules.reserved = ["Press"]
        #expect(codes("a", rules) == [] && codes("admin", rules) == ["max_length"])
        rules.length = 1...9
        #expect(codes("admin", rules) == [] && codes("press", rules) == ["name_reserved"])
    }

    @Test("the usual reserved names are names that could be taken otherwise, or too short")
    func reserved() {
        #expect(
            UserNameRules.usualReserved.isSuperset(of: ["admin", "root", "support", "security", "abuse", "postmaster"]))
        #expect(UserNameRules.usualReserved.isSuperset(of: ["webmaster", "noreply", "api", "www", "signin"]))
        var rules = UserNameRules()
        rules.reserved = []
        rules.length = 1...30
        for name in UserNameRules.usualReserved { #expect(codes(name, rules) == [], "\(name)") }
    }
}
