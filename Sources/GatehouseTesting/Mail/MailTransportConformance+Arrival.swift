import Foundation
import GatehouseMail

extension MailTransportConformance {
    static var arrivalChecks: [Check] {
        [
            check("a mail arrives once, with its recipient, its subject and its text") { subject in
                let mail = try mail(text: "the text")
                try await subject.transport.send(mail)
                let all = try await subject.arrived()
                try expect(all.count == 1, "\(all.count) mails arrived, not 1")
                for part in [mail.subject, "the text", "ann@example.org"] {
                    try expect(all[0].contains(part), "\(part) is not in what arrived")
                }
            },
            check("a mail with HTML arrives with both") { subject in
                try await subject.transport.send(try mail(text: "the text", html: "<p>the page</p>"))
                let all = try await subject.arrived()
                try expect(all.count == 1, "\(all.count) mails arrived, not 1")
                for part in ["the text", "the page"] {
                    try expect(all[0].contains(part), "\(part) is not in what arrived")
                }
            },
            check("mails with texts of all kinds are taken, and arrive whole") { subject in
                for text in texts {
                    let mark = self.mark()
                    let mail = try mail(text: text + "\n\(mark)\n")
                    try await subject.transport.send(mail)
                    let found = try await subject.arrived().filter { $0.contains(mark) }
                    try expect(found.count == 1, "a text of \(text.utf8.count) bytes arrived \(found.count) times")
                    try expect(found[0].contains(mail.subject), "the subject is another mail's")
                }
            },
            check("mails to and from names and domains in any script are taken") { subject in
                let from = try require(MailAddress("site@bücher.example", name: "Bücher \"& Söhne\""), "no address")
                let to = try require(MailAddress("ann@例え.example", name: "アン"), "no address")
                let mark = self.mark()
                try await subject.transport.send(
                    MailMessage(from: from, to: to, subject: "Grüße \u{1F600}", text: mark))
                try expect(try await subject.count(mark) == 1, "it did not arrive once")
            },
            check("of many mails at the same time each arrives once") { subject in
                let mails = try (0..<12).map { _ in try mail(text: "at the same time") }
                _ = try await inParallel(mails.count) { try await subject.transport.send(mails[$0]) }
                for mail in mails {
                    let count = try await subject.count(mail.subject)
                    try expect(count == 1, "a mail arrived \(count) times")
                }
            },
            check("the same mail sent again carries the same mark, or is dropped") { subject in
                let mail = try mail(text: "again")
                try await subject.transport.send(mail)
                try await subject.transport.send(mail)
                let all = try await subject.arrived().filter { $0.contains(mail.subject) }
                try expect(!all.isEmpty && all.count <= 2, "it arrived \(all.count) times")
                try expect(all.count == 1 || all.allSatisfy { $0.contains(mail.id) }, "its id did not arrive")
            },
        ]
    }

    /// A check whose transports are ended afterwards.
    static func check(_ name: String, _ body: @escaping @Sendable (Subject) async throws -> Void) -> Check {
        Check(name) { subject in
            let result: Result<Void, any Error>
            do { result = .success(try await body(subject)) } catch { result = .failure(error) }
            await subject.transport.shutdown()
            await subject.unreachable.shutdown()
            try result.get()
        }
    }

    /// A mail whose subject no other has.
    static func mail(text: String, html: String? = nil) throws -> MailMessage {
        let from = try require(MailAddress("site@example.com", name: "Site"), "no address")
        let to = try require(MailAddress("ann@example.org"), "no address")
        return MailMessage(from: from, to: to, subject: mark(), text: text, html: html)
    }

    /// Letters and digits that stay as they are in every encoding for texts.
    static func mark() -> String { "mark\(UUID().uuidString.prefix(13).replacingOccurrences(of: "-", with: ""))" }

    /// Texts that lines, dots and lengths may break.
    private static let texts = [
        "", "\n", ".\n", "..\n.", ".a\n..b\n...c\n.", "\n.\n\n.\n", "a\r\nb\rc\n", "From here\n", "ä\u{1F600}\u{0}\t",
        String(repeating: "x", count: 5000), String(repeating: "a\n.\n", count: 2000),
    ]
}
