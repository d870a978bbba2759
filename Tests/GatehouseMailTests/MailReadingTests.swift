import Foundation
import Testing

@testable import GatehouseMail

@Suite("Python's mail parser", .enabled(if: Python.isThere, "needs `make browser-tools`"))
struct MailReadingTests {
    private struct Answer: Decodable {
        let headers: [String]
        let subject: String
        let date: String
        let from: [String]
        let to: [String]
        let count: Int
        let id: String
        let auto: String
        let type: String
        let parts: [String]
        let text: String?
        let html: String?
        let defects: [String]
    }

    private static let texts: [String] = [
        "", "Hello", "Your new password", " blank before", "blank after ", "two  blanks", "   ", "a\tb",
        "Grüße aus Köln", "Olá, João! Ação é útil", "日本語の件名です、とても長い件名なので折り返しが必要になります。よろしくお願いします。",
        "مرحبا بكم في موقعنا، هذا عنوان طويل جدا يجب أن يقسم إلى عدة أسطر حتى يقرأ", "שלום עולם",
        "👩‍👩‍👧‍👦🇩🇪👍🏽 family", String(repeating: "👩‍👩‍👧‍👦", count: 30), "e\u{301}e\u{301}" + String(repeating: "\u{301}", count: 200),
        "=?UTF-8?B?SGVsbG8=?=", "a =?utf-8?q?b?= c", "quote \" and \\ backslash", "<script>alert(1)</script>",
        "a, b; c: d",
        String(repeating: "word ", count: 60) + "end", String(repeating: "x", count: 500),
        String(repeating: "é", count: 998),
        "https://example.org/reset/?token=" + String(repeating: "A1", count: 60) + "&x=1",
        String(repeating: "x", count: 60) + " " + String(repeating: "y", count: 60), "C0 \u{1}\u{1B}[31m",
        "NUL \0 inside",
        "a\r\nBcc: victim@example.org", "\n\nleading", "end\n", ".", "..", ".\n.\r\n..x\n.",
        "From me\nFrom you\n>From them",
        "trailing \t\n blanks  \n", "--=_id1examplecom--", "\u{FEFF}BOM", "a\u{2028}b\u{2029}c\u{85}d",
        "100% = =20 =\n=3D",
        String(repeating: "Ωmega ", count: 200), "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u{10FFFF}", "?=", "=", "\\", "\"", "ends with =",
        "tab\tin\tthe middle",
    ]

    private static func messages() -> [MailMessage] {
        texts.enumerated().flatMap { number, text in
            [
                MailMessage(
                    from: .test("site@bücher.example", name: text), to: .test("ann@example.org", name: "Ann"),
                    subject: text, text: text, html: number % 2 == 0 ? "<p>\(text)</p>" : nil),
                MailMessage(
                    from: .test("site@example.com"),
                    to: .test(String(repeating: "a", count: 64) + "@example.org", name: "\(text) \(number)"),
                    subject: "Re: \(text)", text: "\(text)\r\n\(text)", html: text),
            ]
        }
    }

    @Test("reads every text back as it was, and finds no fault (U3, H2)")
    func reads() throws {
        let messages = Self.messages()
        let encoded = messages.map { $0.encoded(id: $0.id, date: Date(timeIntervalSince1970: 1_795_544_572)) }
        let lines = try encoded.map {
            String(decoding: try JSONEncoder().encode(["mail": Data($0).base64EncodedString()]), as: UTF8.self)
        }
        let output = try Python.run([Python.script("read_mail.py")], input: lines.joined(separator: "\n") + "\n")
        let answers = try output.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Answer.self, from: $0)
        }
        #expect(answers.count == messages.count && messages.count > 80)
        for (message, answer) in zip(messages, answers) {
            #expect(answer.defects == [])
            #expect(Self.isSame(answer.subject, message.subject))
            #expect(answer.from == [message.from.name ?? "", message.from.encoded])
            #expect(answer.to == [message.to.name ?? "", message.to.encoded])
            #expect(answer.count == 2)
            #expect(answer.id == "<\(message.id)@\(message.from.encodedDomain)>")
            #expect(answer.date == "2026-11-24T18:22:52+00:00")
            #expect(answer.auto == "auto-generated")
            #expect(Self.isSame(answer.text ?? "", Self.read(message.text, isPart: message.html != nil)))
            #expect(Self.isSame(answer.html ?? "", Self.read(message.html ?? "", isPart: true)))
            let parts = ["multipart/alternative", "text/plain", "text/html"]
            #expect(answer.parts == (message.html == nil ? ["text/plain"] : parts))
            #expect(
                answer.headers.prefix(7) == [
                    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted",
                ])
            #expect(answer.headers.count == (message.html == nil ? 9 : 8))
        }
    }

    @Test("no line is longer than 76 bytes, all are ASCII, and CR and LF stand together")
    func lines() throws {
        for message in Self.messages() {
            let bytes = message.encoded(id: message.id, date: Date(timeIntervalSince1970: 0))
            #expect(bytes.allSatisfy { (0x20...0x7E).contains($0) || [0x09, 0x0D, 0x0A].contains($0) })
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.utf8.count { $0 == 0x0D } == text.components(separatedBy: "\r\n").count - 1)
            #expect(text.utf8.count { $0 == 0x0A } == text.components(separatedBy: "\r\n").count - 1)
            // An address of 76 bytes cannot be broken.
            #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 79 })
        }
    }

    /// The text with CRLF after every line. The one before a boundary belongs to the boundary.
    private static func read(_ text: String, isPart: Bool) -> String {
        var text = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
        if isPart, text.utf8.last == 0x0A { text.unicodeScalars.removeLast() }
        if !isPart, !text.isEmpty, text.utf8.last != 0x0A { text += "\n" }
        return text.replacingOccurrences(of: "\n", with: "\r\n")
    }

    /// Byte for byte: Swift takes NFC and NFD for equal.
    private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
