import GatehouseDocuments
import Testing

@Suite("U2, U3: e-mail addresses")
struct EmailAddressTests {
    @Test(
        "one mailbox has one spelling",
        arguments: [
            ("Ann@Example.COM", "ann@example.com"), ("  ann@example.com\n", "ann@example.com"),
            ("a.b+c@sub.example.org", "a.b+c@sub.example.org"), ("o'neil@example.com", "o'neil@example.com"),
            ("x@BÜCHER.example", "x@bücher.example"), ("x@xn--bcher-kva.xn--p1ai", "x@xn--bcher-kva.xn--p1ai"),
            ("a@caf\u{E9}.example", "a@caf\u{E9}.example"), ("a@cafe\u{301}.example", "a@caf\u{E9}.example"),
            ("a@\u{1D420}mail.com", "a@gmail.com"), ("a@ｅxample.com", "a@example.com"),
        ])
    func canonical(typed: String, stored: String) { #expect(EmailAddress(typed)?.text == stored) }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "ann", "@example.com", "ann@", "ann@localhost", "ann@example", "a b@example.com", "a@b,c@d.example",
            "a@x.example,b@y.example", ".a@example.com", "a..b@example.com", "a@-b.example", "a@b-.example",
            "a@b..example", "a@b.123", "a\r\n@example.com", "a@exam\nple.com", "<a@example.com>", "a＠example.com",
            "mıke@example.com", "mi\u{212A}e@example.com", "é@example.com", "a@[127.0.0.1]",
            "\"a b\"@example.com", "a@b.c", "a\u{0}@example.com",
        ] + [String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b.", count: 200) + "com"])
    func refused(typed: String) { #expect(EmailAddress(typed) == nil) }
}
