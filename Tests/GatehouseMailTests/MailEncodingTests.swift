import Foundation
import Testing

@testable import GatehouseMail

@Suite("Mails as bytes")
struct MailEncodingTests {
    @Test("a mail without HTML is one part")
    func plain() throws {
        #expect(
            MailMessage.test().lines == [
                "From: Site <site@example.com>", "To: ann@example.org", "Subject: Hello",
                "Date: Tue, 24 Nov 2026 18:22:52 +0000", "Message-ID: <id1@example.com>", "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "Hello,", "", "world.", "",
            ])
    }

    @Test("a mail with HTML has both, the better one last")
    func alternative() throws {
        #expect(
            MailMessage.test(text: "a", html: "<p class=\"x\">ä</p>").lines.dropFirst(7) == [
                "Content-Type: multipart/alternative;", " boundary=\"=_id1examplecom\"", "", "--=_id1examplecom",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "a",
                "--=_id1examplecom", "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "<p class=3D\"x\">=C3=A4</p>", "--=_id1examplecom--",
                "",
            ])
    }

    @Test(
        "a mail cannot get another header by its subject (H2, U3)",
        arguments: [
            "a\r\nBcc: b@c", "a\nBcc: b@c", "a\rBcc: b@c", "a\r\n\r\nBcc: b@c", "a\u{2028}Bcc: b@c", "a\u{85}Bcc: b@c",
            "a\0\r\n Bcc: b@c", "\r\nBcc: b@c", "a\r\n", String(repeating: "x ", count: 300) + "\r\nBcc: b@c",
        ])
    func subjectInjection(_ subject: String) throws {
        let names = Self.headerNames(MailMessage.test(subject: subject))
        #expect(names == Self.headerNames(MailMessage.test()))
    }

    @Test("a mail cannot get another header by a name or by its id (H2, U3)")
    func nameInjection() throws {
        let mail = MailMessage(
            from: .test("a@b", name: "Ann\r\nBcc: c@d"), to: .test("e@f", name: "\"\\\r\nBcc: c@d"),
            subject: "", text: "")
        #expect(Self.headerNames(mail) == Self.headerNames(MailMessage.test()))
        let bytes = mail.encoded(id: "a>\r\nBcc: c@d\r\n", date: Date())
        #expect(String(decoding: bytes, as: UTF8.self).contains("Message-ID: <aBccc@d>\r\n"))
    }

    private static func headerNames(_ message: MailMessage) -> [String] {
        message.lines.prefix { !$0.isEmpty }.filter { $0.first != " " }.map { String($0.prefix { $0 != ":" }) }
    }

    @Test("a blank at the end of a line, a line that begins with `From ` and every control character are escaped")
    func escapes() throws {
        let text = "a \nb\t\nFrom me\nFromage\n=\u{0}\u{1B}\n.\n..a\n"
        #expect(
            MailMessage.test(text: text).lines.drop { !$0.isEmpty } == [
                "", "a=20", "b=09", "=46rom me", "Fromage", "=3D=00=1B", ".", "..a", "",
            ])
    }

    @Test("every kind of line end becomes CRLF")
    func lineEnds() {
        #expect(
            String(decoding: QuotedPrintable.encode("a\r\nb\rc\nd\n\r\ne"), as: UTF8.self).utf8.elementsEqual(
                "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n".utf8))
        #expect(QuotedPrintable.encode("").isEmpty)
        #expect(QuotedPrintable.encode("\n") == [13, 10])
    }

    @Test("a line takes 76 characters and no more, wherever it must be broken")
    func lineLength() {
        for length in 0..<240 {
            for tail in ["", "é", "=", " ", "\t", "From ", "€uro"] {
                let text = String(repeating: "x", count: length) + tail
                let lines = String(decoding: QuotedPrintable.encode(text), as: UTF8.self).components(
                    separatedBy: "\r\n")
                #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.last != " " && $0.last != "\t" })
                #expect(lines.allSatisfy { !$0.hasPrefix("From ") })
            }
        }
    }

    @Test("days are right at the turn of years, of leap days and before 1970")
    func dates() {
        let cases = [
            (0.0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_735_689_599.999, "Tue, 31 Dec 2024 23:59:59 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 +0000"),
        ]
        for (seconds, text) in cases { #expect(MailDate(Date(timeIntervalSince1970: seconds)).header == text) }
    }
}
