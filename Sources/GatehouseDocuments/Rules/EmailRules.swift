import Foundation
import GatehouseBase

/// What mongoengine's `EmailField` takes for an e-mail address. For accounts use the stricter, canonical
/// ``EmailAddress``.
public struct EmailRules: Sendable, Hashable {
    /// Whether the part before the `@` may hold letters of other scripts (`allow_utf8_user`).
    public var allowsUnicodeLocalPart = false
    /// Whether the domain may be an IP address in brackets (`allow_ip_domain`).
    public var allowsIPDomain = false
    /// Domains that are taken as they are, as `localhost` (`domain_whitelist`).
    public var allowedDomains: Set<String> = []

    /// mongoengine's defaults.
    public init(
        allowsUnicodeLocalPart: Bool = false, allowsIPDomain: Bool = false, allowedDomains: Set<String> = []
    ) {
        self.allowsUnicodeLocalPart = allowsUnicodeLocalPart
        self.allowsIPDomain = allowsIPDomain
        self.allowedDomains = allowedDomains
    }

    /// Whether it is an address.
    public func accepts(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let at = scalars.lastIndex(of: "@") else { return false }
        let domain = String(scalars[scalars.index(after: at)...])
        guard isLocalPart(scalars[..<at]) else { return false }
        return allowedDomains.contains(domain) || isDomain(domain) || (allowsIPDomain && isBracketedIP(domain))
    }

    private func isLocalPart(_ local: Substring.UnicodeScalarView) -> Bool {
        if local.count >= 2, local.first == "\"", local.last == "\"" { return isQuoted(local.dropFirst().dropLast()) }
        return local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy(isAtomScalar)
        }
    }

    private func isAtomScalar(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return allowsUnicodeLocalPart && scalar.value >= 0x80 }
        return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "!#$%&'*+/=?^_`{}|~-".unicodeScalars.contains(scalar)
    }

    /// The text of a quoted string: visible signs except quotes and backslashes, and anything ASCII after a backslash.
    /// Source: RFC 5322, 3.2.4, without its white space, as mongoengine and Django take it.
    private func isQuoted(_ text: Substring.UnicodeScalarView) -> Bool {
        var rest = text
        while let scalar = rest.popFirst() {
            if scalar == "\\" {
                guard let escaped = rest.popFirst(), escaped.isASCII, ![0, 0x0A, 0x0D].contains(escaped.value) else {
                    return false
                }
            } else if scalar == "\"" || scalar == " " || [0, 9, 0x0A, 0x0D].contains(scalar.value) || !scalar.isASCII {
                return false
            }
        }
        return true
    }

    private func isBracketedIP(_ domain: String) -> Bool {
        guard domain.hasPrefix("["), domain.hasSuffix("]") else { return false }
        let address = domain.dropFirst().dropLast()
        return IPAddress.isVersion4(address) || IPAddress.isVersion6(address)
    }

    /// Whether it is a domain of two labels or more, in any script.
    func isDomain(_ domain: String) -> Bool {
        let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]  // RFC 3490, 3.1
        let isASCII = domain.utf8.allSatisfy { $0 < 0x80 }
        let labels = domain.unicodeScalars.split(omittingEmptySubsequences: false) {
            isASCII ? $0 == "." : dots.contains($0)
        }
        .map { Self.mapped(String($0)).flatMap(DomainLabel.encoded) }
        guard labels.count >= 2, let last = labels.last, let top = last, top.utf8.count >= 2 else { return false }
        return !labels.contains(nil)
    }

    /// A label as it is encoded; nil for one that cannot be. Source: RFC 3490, 4.1.
    private static func mapped(_ label: String) -> String.UnicodeScalarView? {
        if label.utf8.allSatisfy({ $0 < 0x80 }) { return label.unicodeScalars }
        let mapped = label.lowercased().precomposedStringWithCompatibilityMapping.unicodeScalars
        return mapped.allSatisfy(isAllowed) ? mapped : nil
    }

    /// Nothing that cannot be seen or has no meaning of its own. Source: RFC 3491, 5.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }
}
