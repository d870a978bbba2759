/// Keeps a value in the order in which it is read, wherever it stands in a text: a date or an address in an Arabic
/// sentence, an Arabic name in an English one.
///
/// A value is put between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that its own letters decide its
/// direction, and what stands around it does not move into it. Source: Unicode Standard Annex 9, "Unicode Bidirectional
/// Algorithm", section 2.4; W3C, "Inline markup and bidirectional text in HTML".
package enum TextIsolation {
    /// U+2068, FIRST STRONG ISOLATE.
    package static let start: Unicode.Scalar = "\u{2068}"
    /// U+2069, POP DIRECTIONAL ISOLATE.
    package static let end: Unicode.Scalar = "\u{2069}"

    /// A value for a text: isolated where it would be drawn in another order otherwise, and as it is elsewhere.
    ///
    /// - Parameter isRightToLeft: how the text around it is written.
    package static func isolated(_ value: String, isRightToLeft: Bool) -> String {
        guard isNeeded(for: value, isRightToLeft: isRightToLeft) else { return value }
        var isolated = String.UnicodeScalarView([start])
        // An end that the value has too many would end our isolate, and one that it lacks would swallow our end.
        var open = 0
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\u{2066}", "\u{2067}", "\u{2068}": open += 1
            case end where open == 0: continue
            case end: open -= 1
            default: break
            }
            isolated.append(scalar)
        }
        isolated.append(contentsOf: repeatElement(end, count: open + 1))
        return String(isolated)
    }

    /// Whether a value has anything that the direction of the text around it could move.
    package static func isNeeded(for value: String, isRightToLeft: Bool) -> Bool {
        guard isRightToLeft else {
            // All scripts that are written from right to left, and the signs of direction, are beyond ASCII.
            return value.utf8.contains { $0 >= 0x80 } && value.unicodeScalars.contains { isStrong($0) || isSign($0) }
        }
        // A whole number is drawn alike in both directions.
        return !value.isEmpty && !value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && !value.unicodeScalars.allSatisfy { isStrong($0) || $0 == " " }
    }

    /// Whether a character belongs to a script that is written from right to left, by the blocks of Unicode 16 whose
    /// characters are of the classes R and AL by default (DerivedBidiClass.txt).
    private static func isStrong(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }

    /// Whether a character changes directions and is not seen itself.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
