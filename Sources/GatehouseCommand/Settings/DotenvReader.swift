/// Walks over the text of a file `.env`, scalar by scalar: CR LF is one character to Swift.
struct DotenvReader {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    /// Reads a text whose byte-order mark was taken away. Ends of lines become LF.
    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
            scalars.append(scalar)
        }
        self.scalars = scalars.map { $0 == "\r" ? "\n" : $0 }
    }

    /// The next setting; nil at the end.
    mutating func next() throws(DotenvError) -> DotenvFile.Entry? {
        while let scalar = current {
            if scalar == "#" {
                skipToEndOfLine()
            } else if scalar == "\n" || Self.isBlank(scalar) {
                advance()
            } else {
                return try entry()
            }
        }
        return nil
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func advance() {
        if current == "\n" { line += 1 }
        position += 1
    }

    private mutating func skipBlanks() { while let scalar = current, Self.isBlank(scalar) { advance() } }

    private mutating func skipToEndOfLine() { while let scalar = current, scalar != "\n" { advance() } }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    private mutating func entry() throws(DotenvError) -> DotenvFile.Entry {
        let start = line
        var name = word()
        if name == "export", let scalar = current, Self.isBlank(scalar) {
            skipBlanks()
            name = word()
        }
        skipBlanks()
        guard !name.isEmpty, current == "=" else {
            throw DotenvError(line: start, reason: "it is not NAME=value")
        }
        advance()
        skipBlanks()
        let value: String
        switch current {
        case "\"": value = try quoted("\"", from: start)
        case "'": value = try quoted("'", from: start)
        default: value = plain()
        }
        return DotenvFile.Entry(name: name, value: value, line: start)
    }

    /// A name: letters, digits, `_`, `-` and `.`; it does not begin with a digit.
    private mutating func word() -> String {
        var word = String.UnicodeScalarView()
        while let scalar = current, Self.isOfName(scalar, isFirst: word.isEmpty) {
            word.append(scalar)
            advance()
        }
        return String(word)
    }

    private static func isOfName(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9", "-", ".": !isFirst
        default: false
        }
    }

    /// A value without quotes: to the end of the line, or to a `#` after a blank.
    private mutating func plain() -> String {
        var value: [Unicode.Scalar] = []
        while let scalar = current, scalar != "\n" {
            if scalar == "#", value.isEmpty || Self.isBlank(value[value.count - 1]) {
                skipToEndOfLine()
                break
            }
            value.append(scalar)
            advance()
        }
        while let last = value.last, Self.isBlank(last) { value.removeLast() }
        return String(String.UnicodeScalarView(value))
    }

    private mutating func quoted(_ quote: Unicode.Scalar, from start: Int) throws(DotenvError) -> String {
        advance()
        var value = String.UnicodeScalarView()
        while let scalar = current, scalar != quote {
            advance()
            if scalar == "\\", quote == "\"", let escaped = current {
                advance()
                value.append(contentsOf: Self.unescaped(escaped))
            } else {
                value.append(scalar)
            }
        }
        guard current == quote else { throw DotenvError(line: start, reason: "the quote does not end") }
        advance()
        skipBlanks()
        if current == "#" { skipToEndOfLine() }
        guard current == nil || current == "\n" else {
            throw DotenvError(line: line, reason: "something follows the quote")
        }
        return String(value)
    }

    private static func unescaped(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar {
        case "n": ["\n"]
        case "r": ["\r"]
        case "t": ["\t"]
        case "\"", "\\", "$": [scalar]
        default: ["\\", scalar]
        }
    }
}
