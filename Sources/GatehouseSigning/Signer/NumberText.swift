/// Whole numbers in Django's base 62 and base 36.
package enum NumberText {
    private static let base62Digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Digits, then upper-case, then lower-case letters; `-` before a negative number.
    package static func base62(_ number: Int) -> String {
        let text = text(number.magnitude, base62Digits)
        return number < 0 ? "-" + text : text
    }

    /// The number of a text in base 62, or nil when it is none that fits 64 bits.
    package static func number(base62 text: some StringProtocol) -> Int? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var result = 0
        for digit in digits {
            guard let value = base62Digits.firstIndex(of: digit) else { return nil }
            let (product, first) = result.multipliedReportingOverflow(by: 62)
            let (sum, second) = product.subtractingReportingOverflow(value)
            guard !first, !second else { return nil }
            result = sum
        }
        // Negative numbers reach one further, so the sum is kept below zero.
        return isNegative ? result : (result == .min ? nil : -result)
    }

    /// Digits and lower-case letters.
    package static func base36(_ number: UInt) -> String { String(number, radix: 36) }

    private static func text(_ number: UInt, _ digits: [UInt8]) -> String {
        guard number > 0 else { return "0" }
        var rest = number
        var text: [UInt8] = []
        while rest > 0 {
            text.append(digits[Int(rest % UInt(digits.count))])
            rest /= UInt(digits.count)
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}
