extension JSONValue {
    /// The value of a JSON text, or nil when it is none. Of members of one name the last counts, in the place of the
    /// first, as in Python. Texts with half of a surrogate pair, which Swift has no strings for, are none.
    public init?(_ text: String) { self.init(scalars: Array(text.unicodeScalars)) }

    /// The value of a JSON text in which no object has two members of one name, and values nest no deeper than told; nil
    /// for any other.
    package init?(unambiguous text: String, depth: Int) {
        var parser = JSONParser(scalars: Array(text.unicodeScalars))
        parser.refusesDuplicates = true
        parser.maximumDepth = depth
        guard let value = parser.document() else { return nil }
        self = value
    }

    package init?(scalars: [Unicode.Scalar]) {
        var parser = JSONParser(scalars: scalars)
        guard let value = parser.document() else { return nil }
        self = value
    }
}

/// Reads JSON as Python's `json` module does. Every method returns nil when the text is not what it reads.
struct JSONParser {
    let scalars: [Unicode.Scalar]
    /// Whether two members of one name make a text no JSON.
    var refusesDuplicates = false
    private var position = 0

    /// How deep values may nest. Python gives up near a thousand.
    var maximumDepth = 500

    init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func document() -> JSONValue? {
        guard let value = value(depth: 0) else { return nil }
        skipBlanks()
        return position == scalars.count ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < maximumDepth else { return nil }
        skipBlanks()
        switch peek {
        case "{": return object(depth: depth)
        case "[": return array(depth: depth)
        case "\"": return string().map(JSONValue.string)
        case "t": return take("true") ? .bool(true) : nil
        case "f": return take("false") ? .bool(false) : nil
        case "n": return take("null") ? .null : nil
        case "N": return take("NaN") ? .double(.nan) : nil
        case "I": return take("Infinity") ? .double(.infinity) : nil
        default: return take("-Infinity") ? .double(-.infinity) : number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        position += 1
        var members: [JSONValue.Member] = []
        var places: [[UInt8]: Int] = [:]
        skipBlanks()
        if take("}") { return .object([]) }
        repeat {
            skipBlanks()
            guard let name = string() else { return nil }
            skipBlanks()
            guard take(":"), let value = value(depth: depth + 1) else { return nil }
            if let place = places[Array(name.utf8)] {
                if refusesDuplicates { return nil }
                members[place].value = value
            } else {
                places[Array(name.utf8)] = members.count
                members.append(JSONValue.Member(name, value))
            }
            skipBlanks()
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        position += 1
        var values: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array([]) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
            skipBlanks()
        } while take(",")
        return take("]") ? .array(values) : nil
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var units: [UInt16] = []
        while let scalar = peek {
            position += 1
            switch scalar {
            case "\"":
                return String(validating: units, as: UTF16.self)
            case "\\":
                guard let unit = escape() else { return nil }
                units.append(unit)
            case _ where scalar.value < 0x20: return nil
            default: units.append(contentsOf: String(scalar).utf16)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt16? {
        guard let scalar = peek else { return nil }
        position += 1
        switch scalar {
        case "\"", "\\", "/": return UInt16(scalar.value)
        case "b": return 0x08
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "u":
            guard position + 4 <= scalars.count else { return nil }
            var value: UInt16 = 0
            for digit in scalars[position..<(position + 4)] {
                guard let number = Self.hex(digit) else { return nil }
                value = value << 4 | number
            }
            position += 4
            return value
        default: return nil
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> UInt16? {
        scalar.isASCII ? Hexadecimal.value(of: UInt8(ascii: scalar)).map(UInt16.init) : nil
    }

    private mutating func number() -> JSONValue? {
        let start = position
        _ = take("-")
        guard let first = peek, ("0"..."9").contains(first) else { return nil }
        if !take("0") { skipDigits() }
        let end = position
        if peek == ".", position + 1 < scalars.count, ("0"..."9").contains(scalars[position + 1]) {
            position += 1
            skipDigits()
        }
        if peek == "e" || peek == "E" {
            let before = position
            position += 1
            if peek == "+" || peek == "-" { position += 1 }
            if let digit = peek, ("0"..."9").contains(digit) { skipDigits() } else { position = before }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<position])
        if position == end { return .integer(String(text) == "-0" ? "0" : String(text)) }
        return Double(String(text)).map(JSONValue.double)
    }

    private mutating func skipDigits() {
        while let scalar = peek, ("0"..."9").contains(scalar) { position += 1 }
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func skipBlanks() {
        while let scalar = peek, scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" { position += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }
}
