import GatehouseBase

/// The settings of a file `.env`, as dotenv files are read.
///
/// A line is `NAME=value`, blank, or a comment after `#`; `export` may stand before the name, blanks around the name and
/// the value. A value in single quotes is taken as it is; one in double quotes may hold `\n`, `\r`, `\t`, `\"`, `\\` and
/// `\$`; one without quotes ends before a `#` that follows a blank. Quoted values may run over several lines. Lines end with LF, CR LF or CR, and
/// a byte-order mark at the beginning is left out. Of two lines with one name the last counts. `$NAME` is no reference.
struct DotenvFile: Equatable {
    /// A setting and the line on which it begins, counted from 1.
    struct Entry: Equatable {
        let name: String
        let value: String
        let line: Int
    }

    /// The settings, in the order of the file.
    let entries: [Entry]

    /// The last value of each name.
    var values: [String: String] { Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }) }

    /// Reads the text of a file.
    ///
    /// - Throws: ``DotenvError`` for the first line that is not understood.
    init(parsing bytes: some Sequence<UInt8>) throws(DotenvError) {
        var bytes = Array(bytes)
        bytes.removeFirst(ByteOrderMark.length(bytes))
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw DotenvError(line: 1, reason: "the file is UTF-16; save it as UTF-8")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = Self.lineOfInvalidText(bytes)
            throw DotenvError(line: line, reason: "the text is not UTF-8")
        }
        var reader = DotenvReader(text)
        var entries: [Entry] = []
        while let entry = try reader.next() { entries.append(entry) }
        self.entries = entries
    }

    /// The first line whose bytes are no text.
    private static func lineOfInvalidText(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let place = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (place ?? 0) + 1
    }
}

/// A line of a file `.env` that is not understood. Its text stays out: it may hold a secret.
struct DotenvError: Error, Equatable, CustomStringConvertible {
    /// Counted from 1.
    let line: Int
    let reason: String
    var description: String { "line \(line): \(reason)" }
}
