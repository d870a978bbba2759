import Foundation
import GatehouseBase

/// One mailbox, with or without the name of whom it belongs to.
///
/// ```swift
/// let owner = MailAddress("ann@example.org", name: "Ann Miller")
/// ```
///
/// The local part is an ASCII dot-atom of RFC 5322: mail to others needs SMTPUTF8, which few servers offer. The domain
/// may be in any script and goes over the wire as its ASCII form (RFC 3492).
public struct MailAddress: Sendable, Hashable {
    /// The most bytes an address has. Source: RFC 5321, 4.5.3.1.
    public static let maximumLength = AddressSyntax.maximumLength

    /// The address as it was given.
    public let address: String
    /// Who reads the mail there. What could end a line in it became a blank.
    public let name: String?
    /// The address in ASCII.
    let encoded: String

    /// One address, or nil when the text is none, several, or holds anything besides: blanks, `<`, `,`, control
    /// characters.
    public init?(_ address: String, name: String? = nil) {
        guard address.utf8.count <= Self.maximumLength, let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = address.utf8[..<at]
        guard AddressSyntax.isDotAtom(local), let domain = MailDomain(address[address.utf8.index(after: at)...]) else {
            return nil
        }
        let encoded = "\(address[..<at])@\(domain.encoded)"
        guard encoded.utf8.count <= Self.maximumLength else { return nil }
        self.address = address
        self.encoded = encoded
        let name = name.map { SingleLine.text($0).trimmingCharacters(in: .whitespaces) }
        self.name = name?.isEmpty == false ? name : nil
    }

    /// The domain in ASCII.
    var encodedDomain: String { encoded.split(separator: "@").last.map(String.init) ?? encoded }
}

extension MailAddress: CustomStringConvertible {
    /// Says nothing of whose it is, so that no log shows it by accident.
    public var description: String { "a mail address" }
}
