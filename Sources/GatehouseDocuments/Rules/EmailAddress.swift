import GatehouseBase

/// An e-mail address in the one form it is stored and looked up in.
///
/// The local part is ASCII, a dot-atom of RFC 5322; the domain is two labels or more of letters, digits and hyphens,
/// in any script, the last of them without digits. What cannot be seen around it is dropped, letters become lower-case,
/// and the domain takes the form that it has in the domain name system: spellings that reach one mailbox at every common
/// provider are one account.
///
/// ```swift
/// let address = EmailAddress(" Ann@MÜNCHEN.example.")
/// address?.text     // "ann@xn--mnchen-3ya.example", which is stored
/// address?.shown    // "ann@münchen.example", for people
/// address?.typed    // "Ann@MÜNCHEN.example."
/// ```
public struct EmailAddress: Sendable, Hashable {
    /// The most bytes an address has. Source: RFC 5321, 4.5.3.1.3, and Django's validator.
    public static let maximumLength = AddressSyntax.maximumLength

    /// The canonical text, in ASCII.
    public let text: String
    /// As it was typed, without what cannot be seen around it: other programs may have stored it so.
    public let typed: String

    /// The address of a text in any spelling, or nil when it is none.
    public init?(_ text: String) { self.init(trimmed: text.trimmedToVisible) }

    /// The address of a text that is canonical already, or nil.
    public init?(canonical text: String) {
        guard let address = EmailAddress(trimmed: text), address.text.utf8.elementsEqual(text.utf8) else { return nil }
        self = address
    }

    private init?(trimmed text: String) {
        guard text.utf8.count <= Self.maximumLength, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = text.utf8[..<at]
        guard AddressSyntax.isDotAtom(local), let domain = DomainName.ascii(text[text.utf8.index(after: at)...]) else {
            return nil
        }
        typed = text
        self.text = String(decoding: local.map(\.lowercased), as: UTF8.self) + "@" + domain
        guard self.text.utf8.count <= Self.maximumLength else { return nil }
    }

    /// The canonical text with its domain in its own script: for people, never to store or to compare.
    public var shown: String {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return text }
        return text[...at] + DomainName.unicode(text[text.utf8.index(after: at)...])
    }

    /// A stored address for people; one that another program stored in a spelling of its own stays as it is.
    public static func shown(_ stored: String) -> String {
        guard DomainName.isEncoded(stored) else { return stored }
        return EmailAddress(canonical: stored)?.shown ?? stored
    }

    /// Whether a stored address is this one, in whatever spelling another program stored it.
    package func isMailbox(of stored: String) -> Bool {
        stored.utf8.elementsEqual(text.utf8) || EmailAddress(stored) == self
    }

    /// The spellings under which other programs may have stored it, apart from upper and lower case.
    package var spellings: [String] {
        let shown = shown
        let forms = shown.utf8.elementsEqual(text.utf8) ? [text] : [text, shown]
        let all = forms + forms.map { $0 + "." }
        // A mixture, as of one label in each form.
        return all.contains { $0.utf8.elementsEqual(typed.lowercased().utf8) } ? all : all + [typed]
    }

    /// Whether both are one address: by ``text``, whatever was typed.
    public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Hashes ``text``.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
