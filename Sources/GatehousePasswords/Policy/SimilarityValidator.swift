public import GatehouseMessages

/// Not too close to what is known of the person. Django's measure and limits.
public struct SimilarityValidator: PasswordValidator {
    /// From which ratio on a password is too close; 0.1 to 1.
    public let maximum: Double

    /// A greatest ratio, from 0.1 to 1.
    public init(maximum: Double = 0.7) { self.maximum = maximum }

    /// `password_too_similar` for a password too close to something known of the person, which the message names.
    public func failures(of password: String, for context: PasswordContext) -> [Message] {
        let password = Array(password.lowercased().unicodeScalars)
        let similar = context.attributes.first { attribute in
            parts(of: attribute.value.lowercased(), forPasswordOf: password.count).contains {
                Self.ratio(password, $0) >= maximum
            }
        }
        guard let similar else { return [] }
        return [Message(.passwordTooSimilar, "The password is too similar to the \(term: similar.name).")]
    }

    /// That a password close to what is known of the person is not taken.
    public var help: Message.Words? { "Your password can’t be too similar to your other personal information." }

    /// The words of a value, and the whole of it. Those so much shorter than the password that they cannot be too
    /// close are left out, and the value is cut to ten times the password, so that a long one costs little
    /// (CVE-2021-45115).
    private func parts(of value: String, forPasswordOf length: Int) -> [[Unicode.Scalar]] {
        guard !value.isEmpty else { return [] }
        let scalars = Array(value.unicodeScalars)
        let words = scalars.split(whereSeparator: { !Self.isWordCharacter($0) }).map(Array.init)
        let bound = maximum / 2 * Double(length)
        return (words + [scalars]).filter { part in
            let isTooShort = length >= 10 * part.count && Double(part.count) < bound
            // Twice the shorter over the sum bounds the ratio, so longer ones cannot reach it either.
            let best = 2 * Double(min(part.count, length)) / Double(max(1, part.count + length))
            return !isTooShort && best >= maximum
        }
    }

    /// Python's `\w`: letters, numbers and the underscore; combining marks are not among them.
    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "_" { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    /// Twice the characters in common, however ordered, over the sum of the lengths: `quick_ratio` of Python's difflib.
    static func ratio(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Double {
        guard !left.isEmpty || !right.isEmpty else { return 1 }
        var counts: [Unicode.Scalar: Int] = [:]
        for scalar in right { counts[scalar, default: 0] += 1 }
        var common = 0
        for scalar in left {
            if let count = counts[scalar], count > 0 {
                common += 1
                counts[scalar] = count - 1
            }
        }
        return 2 * Double(common) / Double(left.count + right.count)
    }
}
