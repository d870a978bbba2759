/// What addresses of mail are made of. Source: RFC 5322, 3.2.3, and RFC 5321, 4.5.3.1.
package enum AddressSyntax {
    /// The most bytes an address has, as Django's validator takes it.
    package static let maximumLength = 320

    private static let atomMarks = Set("!#$%&'*+/=?^_`{|}~-".utf8)

    /// `atext`: what an atom is made of.
    package static func isAtomText(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || atomMarks.contains(byte) }

    /// Whether the part before the `@` is a dot-atom of at most 64 bytes.
    package static func isDotAtom(_ local: Substring.UTF8View) -> Bool {
        guard !local.isEmpty, local.count <= 64 else { return false }
        return local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy(isAtomText)
        }
    }
}
