extension Punycode {
    /// The label of an ASCII form without `xn--`; nil for what is none. Source: RFC 3492, section 6.2.
    package static func decode(_ text: some StringProtocol) -> [Unicode.Scalar]? {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let hyphen = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(hyphen ?? 0)].map { Unicode.Scalar($0) }
        var rest = bytes[(hyphen.map { $0 + 1 } ?? 0)...]
        var next = 0x80
        var place = 0
        var bias = 72
        while !rest.isEmpty {
            guard let delta = number(&rest, bias: bias) else { return nil }
            let count = output.count + 1
            bias = adapt(delta, count: count, isFirst: place == 0)
            let (sum, isTooLarge) = place.addingReportingOverflow(delta)
            guard !isTooLarge else { return nil }
            next += sum / count
            place = sum % count
            guard let value = UInt32(exactly: next), let scalar = Unicode.Scalar(value) else { return nil }
            output.insert(scalar, at: place)
            place += 1
        }
        return output
    }

    /// Takes a number off the front; nil where there is none, or it is larger than any that stands for a character.
    private static func number(_ rest: inout ArraySlice<UInt8>, bias: Int) -> Int? {
        var value = 0
        var weight = 1
        var step = base
        while let byte = rest.popFirst(), let digit = digit(byte) {
            let (product, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
            // No delta is larger: there are 1,114,112 code points, and 63 places in a label.
            guard !isTooLarge, value <= greatest - min(product, greatest + 1) else { return nil }
            value += product
            let threshold = min(max(step - bias, lowest), highest)
            if digit < threshold { return value }
            let (next, overflows) = weight.multipliedReportingOverflow(by: base - threshold)
            guard !overflows else { return nil }
            weight = next
            step += base
        }
        return nil
    }

    private static var greatest: Int { 0x7FFF_FFFF }

    private static func digit(_ byte: UInt8) -> Int? {
        if byte.isDigit { return Int(byte) - 0x30 + 26 }
        return byte.isLetter ? Int(byte.lowercased) - 0x61 : nil
    }
}
