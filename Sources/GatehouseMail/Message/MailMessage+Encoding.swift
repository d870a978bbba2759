public import Foundation
import GatehouseBase

extension MailMessage {
    /// The mail as RFC 5322 and MIME have it, with CRLF at the end of every line.
    ///
    /// Dots at the start of a line stand as they are: doubling them belongs to SMTP, not to the mail.
    ///
    /// - Parameters:
    ///   - id: for the `Message-ID`; without an `@` the sender's domain is added. Characters that do not belong there
    ///     are left out.
    ///   - date: for the `Date`, in UTC.
    public func encoded(id: String, date: Date) -> [UInt8] {
        let id = Self.messageID(id, domain: from.encodedDomain)
        var lines: [String] = [
            HeaderField("From", from).text, HeaderField("To", to).text, HeaderField("Subject", subject).text,
            "Date: \(MailDate(date).header)", "Message-ID: <\(id)>", "MIME-Version: 1.0",
            // RFC 3834: keeps holiday notices from being sent back.
            "Auto-Submitted: auto-generated",
        ]
        guard let html else { return Self.part("plain", text, after: lines) }
        // `=_` never stands in quoted-printable text, so no part holds its own boundary.
        let boundary = "=_" + String(decoding: id.utf8.filter(\.isLetterOrDigit).prefix(40), as: UTF8.self)
        lines += ["Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", "", "--\(boundary)"]
        return Self.part("plain", text, after: lines)
            + Self.part("html", html, after: ["--\(boundary)"])
            + Self.bytes(of: ["--\(boundary)--"])
    }

    /// Text in quoted-printable, with its header below other lines.
    private static func part(_ kind: String, _ text: String, after lines: [String]) -> [UInt8] {
        let header = ["Content-Type: text/\(kind); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", ""]
        return bytes(of: lines + header) + QuotedPrintable.encode(text)
    }

    private static func bytes(of lines: [String]) -> [UInt8] { lines.flatMap { Array($0.utf8) + [0x0D, 0x0A] } }

    private static func messageID(_ id: String, domain: String) -> String {
        let dot = UInt8(ascii: ".")
        let sides = id.utf8.prefix(maximumIDLength).split(separator: UInt8(ascii: "@"), maxSplits: 1).map { side in
            String(decoding: side.filter { AddressSyntax.isAtomText($0) || $0 == dot }, as: UTF8.self)
        }
        let left = sides.first.flatMap { $0.isEmpty ? nil : $0 } ?? "mail"
        let right = sides.count == 2 && !sides[1].isEmpty ? sides[1] : domain
        return "\(left)@\(right)"
    }

    private static let maximumIDLength = 200
}
