import Testing

@testable import GatehouseMail

@Suite("Addresses")
struct MailAddressTests {
    @Test(
        "one mailbox is an address",
        arguments: [
            "ann@example.org", "a@localhost", "Ann.Miller+tag@Example.ORG", "o'neil@example.org", "x_y-z@a-b.example",
            "!#$%&'*+-/=?^_`{|}~@example.org", String(repeating: "a", count: 64) + "@example.org",
            "a@xn--bcher-kva.example",
            "a@1.2.example",
        ])
    func accepted(_ text: String) throws {
        let address = try #require(MailAddress(text))
        #expect(address.address == text)
        #expect(address.encoded == text)
    }

    @Test(
        "lists, line ends, control characters, markup and blanks are refused (U3)",
        arguments: [
            "", "@", "a", "a@", "@b", "a@x,b@y", "a@x;b@y", "a,b@x", "a@x, b@y", "a@b@c", "<a@b>", "a@<b>", "a b@c",
            " a@b", "a@b ", "a@b c", "a\r\n@b", "a@b\r\nBcc: c@d", "a@b\r\n", "a@b\n", "a@b\r", "a\0@b", "a@b\0",
            "a@b\u{2028}", "a\t@b", "a@b\u{7F}", "a\u{85}@b", "\"a b\"@c", "a@[127.0.0.1]", "a@b..c", "a@.b", "a@b.",
            ".a@b", "a.@b", "a..b@c", "a@-b", "a@b-", "a@b_c", "ä@example.org", "a＠example.org", "a@b\u{FF0C}c@d",
            "a@ex\u{202E}ample.org", "a@\u{1F600}.example", "a(comment)@b", "Ann <a@b>", "a@b:25",
            String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "b", count: 64),
            "a@" + String(repeating: "b.", count: 160) + "c", "a@" + String(repeating: "ü", count: 100),
        ])
    func refused(_ text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test(
        "a domain of any script goes over the wire in ASCII",
        arguments: [
            ("a@bücher.example", "a@xn--bcher-kva.example"), ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
            ("a@bu\u{308}cher.example", "a@xn--bcher-kva.example"),
            ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"), ("a@مثال.إختبار", "a@xn--mgbh0fb.xn--kgbechtv"),
            ("a@пример.испытание", "a@xn--e1afmkfd.xn--80akhbyknj4f"),
            ("a@उदाहरण.परीक्षा", "a@xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"), ("a@münchen-ost.de", "a@xn--mnchen-ost-9db.de"),
        ])
    func international(_ text: String, _ encoded: String) throws {
        #expect(try #require(MailAddress(text)).encoded == encoded)
    }

    @Test("a name loses what could end its line, and an empty one is none (U3)")
    func names() throws {
        #expect(MailAddress.test("a@b", name: "Ann\r\nBcc: c@d").name == "Ann  Bcc: c@d")
        #expect(MailAddress.test("a@b", name: "A\0n\u{2028}n\u{85}").name == "A n n")
        #expect(MailAddress.test("a@b", name: " \r\n").name == nil)
        #expect(MailAddress.test("a@b", name: "").name == nil)
    }

    @Test("printed, an address and a mail say nothing of whose they are (L2)")
    func printed() throws {
        let message = MailMessage.test(subject: "secret-subject", text: "secret-text")
        for text in ["\(message)", "\(message.to)", String(reflecting: message), String(reflecting: message.to)] {
            #expect(!text.contains("ann") && !text.contains("secret"))
        }
    }
}
