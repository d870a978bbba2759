import GatehouseBase

/// Text as lines of at most 76 ASCII characters. Source: RFC 2045, 6.7.
enum QuotedPrintable {
    private static let longestLine = 76

    /// The text with CRLF at the end of every line, whatever ended them before; empty for no text.
    static func encode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + text.utf8.count / 16)
        for line in lines(of: Array(text.utf8)) { append(line, to: &output) }
        return output
    }

    /// The lines between CR LF, CR alone and LF alone.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == 0x0D || byte == 0x0A else { continue }
            lines.append(bytes[start..<position - 1])
            if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
            start = position
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    private static func append(_ line: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var column = 0
        for position in line.indices {
            var isPlain = isPlain(line[position], isLast: position == line.index(before: line.endIndex))
            if column + (isPlain ? 1 : 3) >= longestLine {
                output += [equals, 0x0D, 0x0A]
                column = 0
            }
            // Mailbox files begin a mail with `From `, and some programs change lines that look so.
            if column == 0, line[position...].starts(with: "From ".utf8) { isPlain = false }
            if isPlain { output.append(line[position]) } else { output += escape(line[position]) }
            column += isPlain ? 1 : 3
        }
        output += [0x0D, 0x0A]
    }

    /// Blanks at the end of a line get lost on the way.
    private static func isPlain(_ byte: UInt8, isLast: Bool) -> Bool {
        switch byte {
        case 0x20, 0x09: !isLast
        case equals: false
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        [equals] + Hexadecimal.capitals(byte)
    }

    private static let equals = UInt8(ascii: "=")
}
