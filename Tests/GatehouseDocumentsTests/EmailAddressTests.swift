import Foundation
import GatehouseBase
import GatehouseDocuments
import Testing

@Suite("U2, U3, U5: e-mail addresses")
struct EmailAddressTests {
    @Test(
        "U5: one mailbox has one spelling",
        arguments: [
            ("Ann@Example.COM", "ann@example.com"), ("  ann@example.com\n", "ann@example.com"),
            ("a.b+c@sub.example.org", "a.b+c@sub.example.org"), ("o'neil@example.com", "o'neil@example.com"),
            ("x@BÜCHER.example", "x@xn--bcher-kva.example"), ("x@xn--bcher-kva.xn--p1ai", "x@xn--bcher-kva.xn--p1ai"),
            ("x@XN--BCHER-KVA.example", "x@xn--bcher-kva.example"), ("x@bücher.рф", "x@xn--bcher-kva.xn--p1ai"),
            ("a@caf\u{E9}.example", "a@xn--caf-dma.example"), ("a@cafe\u{301}.example", "a@xn--caf-dma.example"),
            ("a@\u{1D420}mail.com", "a@gmail.com"), ("a@\u{1D406}mail.com", "a@gmail.com"),
            ("a@ｅxample.com", "a@example.com"), ("a@example.com.", "a@example.com"),
            ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"), ("a@straße.example", "a@xn--strae-oqa.example"),
            ("a@ΒΌΛΟΣ.example", "a@xn--nxasmq6b.example"), ("a@faß.de", "a@xn--fa-hia.de"),
        ])
    func canonical(typed: String, stored: String) { #expect(EmailAddress(typed)?.text == stored) }

    @Test(
        "what cannot be seen around an address is dropped",
        arguments: [
            "\u{200B}ann@example.com", "ann@example.com\u{FEFF}", "\u{A0}ann@example.com\u{A0}",
            "\u{202A}ann@example.com\u{202C}", "\u{2066}ann@example.com\u{2069}", "\u{2060}ann@example.com\u{AD}\r\n",
            "\u{3000}ann@example.com\u{200E}",
        ])
    func invisible(typed: String) {
        #expect(EmailAddress(typed)?.text == "ann@example.com")
        #expect(EmailAddress(typed)?.typed == "ann@example.com")
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "ann", "@example.com", "ann@", "ann@localhost", "ann@example", "a b@example.com", "a@b,c@d.example",
            "a@x.example,b@y.example", ".a@example.com", "a..b@example.com", "a@-b.example", "a@b-.example",
            "a@b..example", "a@b.123", "a\r\n@example.com", "a@exam\nple.com", "<a@example.com>", "a＠example.com",
            "mıke@example.com", "mi\u{212A}e@example.com", "é@example.com", "a@[127.0.0.1]",
            "\"a b\"@example.com", "a@b.c", "a\u{0}@example.com", "a\u{200B}@example.com", "a@exam\u{200B}ple.com",
            "a@example.com..", "a@.", "a@example.com\u{0}",
        ] + [
            String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b.", count: 200) + "com",
            "a@" + String(repeating: "ü", count: 63) + ".com",
        ])
    func refused(typed: String) { #expect(EmailAddress(typed) == nil) }

    @Test(
        "an address is shown with its domain in its own script, and a label that is not the ASCII form of one stays",
        arguments: [
            ("ann@münchen.example", "ann@münchen.example"), ("ann@xn--mnchen-3ya.example", "ann@münchen.example"),
            ("a@xn--r8jz45g.xn--zckzah", "a@例え.テスト"), ("a@example.com", "a@example.com"),
            ("a@xn--a.example", "a@xn--a.example"), ("a@xn--zzzzzzzzzzzzzz.example", "a@xn--zzzzzzzzzzzzzz.example"),
            // "BÜcher" in capitals, which no name has; and a sign that is no letter.
            ("a@xn--bcher-2pa.example", "a@xn--bcher-2pa.example"), ("a@xn--n3h.example", "a@xn--n3h.example"),
        ])
    func shown(typed: String, shown: String) {
        #expect(EmailAddress(typed)?.shown == shown)
        #expect(EmailAddress.shown(typed) == shown)
        #expect(EmailAddress(shown) == EmailAddress(typed))
    }

    @Test("the examples of RFC 3492 are read and written")
    func punycode() {
        for (text, encoded) in [
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"),
            ("bücher", "bcher-kva"),
            ("-> $1.00 <-", "-> $1.00 <--"),
        ] {
            let scalars = Array(text.precomposedStringWithCanonicalMapping.unicodeScalars)
            #expect(Punycode.encode(scalars) == encoded && Punycode.decode(encoded) == scalars)
        }
        for bad in ["a-!", "é", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzz"] { #expect(Punycode.decode(bad) == nil) }
    }

    @Test("a capital is one letter: ß has none, and a letter of two signs stays")
    func capitals() {
        for (text, capitalized) in [
            ("ada", "Ada"), ("ßen", "ßen"), ("élodie", "Élodie"), ("e\u{301}lodie", "E\u{301}lodie"), ("ǆ", "ǅ"),
            ("ﬁn", "ﬁn"), ("", ""), ("李", "李"), ("ი", "ი"), ("1a", "1a"),
        ] { #expect(text.capitalizedAtStart == capitalized) }
    }
}
