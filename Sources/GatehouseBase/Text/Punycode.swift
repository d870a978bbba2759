/// Labels of domains in any script as ASCII. Source: RFC 3492, sections 5 and 6.
package enum Punycode {
    static let base = 36
    static let lowest = 1
    static let highest = 26

    /// The ASCII form of a label, without `xn--`.
    package static func encode(_ label: [Unicode.Scalar]) -> String {
        let values = label.map { Int($0.value) }
        let basic = values.filter { $0 < 0x80 }.count
        var output = String.UnicodeScalarView(label.filter(\.isASCII))
        if basic > 0 { output.append("-") }
        var next = 0x80
        var delta = 0
        var bias = 72
        var handled = basic
        while handled < values.count, let least = values.lazy.filter({ $0 >= next }).min() {
            delta += (least - next) * (handled + 1)
            next = least
            for value in values {
                if value < next { delta += 1 }
                guard value == next else { continue }
                output.append(contentsOf: number(delta, bias: bias))
                bias = adapt(delta, count: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(output)
    }

    /// A number of digits whose weights depend on the bias.
    private static func number(_ value: Int, bias: Int) -> [Unicode.Scalar] {
        var digits: [Unicode.Scalar] = []
        var rest = value
        var place = base
        while true {
            let threshold = min(max(place - bias, lowest), highest)
            guard rest >= threshold else { break }
            digits.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        digits.append(digit(rest))
        return digits
    }

    /// `a` to `z` are 0 to 25, `0` to `9` are 26 to 35.
    private static func digit(_ value: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30))
    }

    static func adapt(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var bias = 0
        while delta > (base - lowest) * highest / 2 {
            delta /= base - lowest
            bias += base
        }
        return bias + (base - lowest + 1) * delta / (delta + 38)
    }
}
