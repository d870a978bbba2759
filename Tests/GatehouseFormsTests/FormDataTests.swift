import GatehouseForms
import GatehouseMessages
import GatehouseTesting
import Testing

@Suite("What a browser sends")
struct FormDataTests {
    @Test("fields come as they were typed")
    func fields() throws {
        let data = try FormData(urlEncoded: "a=1&b=x+y%2B%C3%A9&c=&d&e=a=b".utf8)
        #expect(data.fields.map(\.name) == ["a", "b", "c", "d", "e"])
        #expect(data.fields.map(\.value) == ["1", "x y+é", "", "", "a=b"])
    }

    @Test("I1: an operator in a name is a name like any other")
    func operators() throws {
        let data = try FormData(urlEncoded: "email[$ne]=&email=a".utf8)
        #expect(try data.single("email") == "a")
    }

    @Test("I2: a field that came twice is refused")
    func duplicates() throws {
        let data = try FormData(urlEncoded: "email=a&email=b".utf8)
        #expect(throws: FormDataError.duplicate) { try data.single("email") }
    }

    @Test(
        "I3: broken escapes, broken UTF-8 and NUL are refused", arguments: ["a=%", "a=%2", "a=%zz", "a=%FF", "%00=a"])
    func malformed(text: String) {
        #expect(throws: FormDataError.malformed) { try FormData(urlEncoded: text.utf8) }
    }

    @Test("more than a thousand fields are refused")
    func tooMany() {
        let text = String(repeating: "a=1&", count: 1001)
        #expect(throws: FormDataError.tooManyFields) { try FormData(urlEncoded: text.utf8) }
    }

    @Test("a form keeps what was typed, trimmed, and never shows a password")
    func kept() throws {
        var password = FormField("password", label: "Password")
        password.widget = .password
        let data = try FormData(urlEncoded: "name=%20%C2%A0Ada%20&password=%20x%20".utf8)
        var form = try BoundForm(Form([FormField("name", label: "Name"), password]), data)
        #expect(form["name"] == "Ada")
        #expect(form["password"] == " x ")
        form.add("too short", to: "name")
        #expect(form.attributes(of: form.fields[0]).contains(.init("value", "Ada")))
        #expect(form.attributes(of: form.fields[0]).contains(.init("aria-describedby", "id_name_error")))
        #expect(!form.attributes(of: form.fields[1]).contains { $0.name == "value" })
    }

    @Test("a form into which nothing was typed never says that it is valid")
    func unbound() throws {
        #expect(!BoundForm([FormField("name")]).isValid)
        #expect(!BoundForm(Form([])).isValid)
        #expect(try BoundForm(Form([FormField("name")]), FormData(urlEncoded: "name=Ada".utf8)).isValid)
    }

    @Test("a field's own cleaning gives it another value, or refuses it with a message of its own")
    func cleaning() throws {
        let form = Form([FormField("code")]).cleaning("code") { value throws(Message) in
            guard let text = value.text, text.count == 3 else { throw Message("code_length", "Type three letters.") }
            return .text(text.uppercased())
        }
        let good = try BoundForm(form, FormData(urlEncoded: "code=abc".utf8))
        #expect(good.cleaned["code"] == .text("ABC") && good["code"] == "ABC")
        let bad = try BoundForm(form, FormData(urlEncoded: "code=abcd".utf8))
        #expect(bad.failures["code"].map(\.code) == ["code_length"] && bad.cleaned["code"] == nil)
    }
}
