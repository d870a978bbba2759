/// A code as people type it.
enum SixDigits {
    /// A new one, each as likely as any other.
    static func make() -> String {
        let digits = String(Int.random(in: 0..<1_000_000))
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// What was typed as its digits, of any script, with or without blanks and hyphens; nil where it is no code.
    static func read(_ typed: String) -> String? {
        guard typed.utf8.count <= 64 else { return nil }
        var digits = ""
        for scalar in typed.unicodeScalars where !scalar.properties.isWhitespace && scalar != "-" {
            guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                return nil
            }
            digits += String(Int(value))
        }
        return digits.utf8.count == 6 ? digits : nil
    }
}
