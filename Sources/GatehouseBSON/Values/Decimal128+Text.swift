extension Decimal128: CustomStringConvertible {
    /// The number as the Decimal128 specification of MongoDB's drivers writes it: plain while the exponent is between
    /// -6 and 0, scientific else.
    public var description: String {
        let sign = high >> 63 == 1 ? "-" : ""
        switch (high >> 58) & 0x1F {
        case 0x1F: return "NaN"
        case 0x1E: return "\(sign)Infinity"
        default: break
        }
        let (coefficient, exponent) = parts
        let digits = String(coefficient)
        let scientific = exponent + digits.utf8.count - 1
        guard exponent <= 0, scientific >= -6 else {
            let rest = digits.dropFirst()
            let mantissa = rest.isEmpty ? digits : "\(digits.prefix(1)).\(rest)"
            return "\(sign)\(mantissa)E\(scientific < 0 ? "-" : "+")\(scientific.magnitude)"
        }
        if exponent == 0 { return sign + digits }
        let point = digits.utf8.count + exponent
        if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }

    /// The coefficient, 0 for one that is no number of 34 digits, and the power of ten.
    private var parts: (UInt128, Int) {
        if (high >> 61) & 3 == 3 { return (0, Int((high >> 47) & 0x3FFF) - Self.bias) }
        let coefficient = UInt128(high & 0x1_FFFF_FFFF_FFFF) << 64 | UInt128(low)
        return (coefficient > Self.largest ? 0 : coefficient, Int((high >> 49) & 0x3FFF) - Self.bias)
    }

    /// Source: IEEE 754-2008, decimal128.
    private static let bias = 6176
    private static let largestExponent = 6111
    private static let largest = (0..<34).reduce(UInt128(1)) { power, _ in power * 10 } - 1

    /// The number of a text such as `-1.50`, `2E+3`, `NaN` or `Infinity`; nil when it is none, or has digits or an
    /// exponent that do not fit without rounding.
    public init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        let sign: UInt64 = isNegative ? 1 << 63 : 0
        switch rest.lowercased() {
        case "nan":
            self.init(high: 0x1F << 58, low: 0)
            return
        case "inf", "infinity":
            self.init(high: sign | 0x1E << 58, low: 0)
            return
        default: break
        }
        guard let (coefficient, exponent) = Self.read(rest) else { return nil }
        guard let (fitted, biased) = Self.fit(coefficient, exponent + Self.bias) else { return nil }
        self.init(
            high: sign | UInt64(biased) << 49 | UInt64(truncatingIfNeeded: fitted >> 64),
            low: UInt64(truncatingIfNeeded: fitted))
    }

    private static func read(_ text: Substring) -> (UInt128, Int)? {
        let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        var exponent = 0
        if halves.count == 2 {
            guard let value = Int(halves[1]), value.magnitude < 100_000 else { return nil }
            exponent = value
        }
        let number = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = number.count == 2 ? number[1] : ""
        let digits = number[0] + fraction
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        exponent -= fraction.utf8.count
        // Zeros at the end beyond 34 digits go into the exponent; any other digit there would have to be rounded.
        var significant = digits.drop { $0 == "0" }
        while significant.utf8.count > 34 {
            guard significant.last == "0" else { return nil }
            significant.removeLast()
            exponent += 1
        }
        return (UInt128(significant) ?? 0, exponent)
    }

    /// Moves zeros between coefficient and exponent until the exponent is one that exists.
    private static func fit(_ coefficient: UInt128, _ biased: Int) -> (UInt128, Int)? {
        var (coefficient, biased) = (coefficient, biased)
        let top = largestExponent + bias
        if coefficient == 0 { return (0, max(0, min(biased, top))) }
        while biased > top, coefficient <= largest / 10 {
            coefficient *= 10
            biased -= 1
        }
        while biased < 0, coefficient % 10 == 0 {
            coefficient /= 10
            biased += 1
        }
        return (0...top).contains(biased) ? (coefficient, biased) : nil
    }
}
