/// A line of a header, folded where it gets long.
struct HeaderField {
    /// The line, or lines, without the CRLF at the end.
    private(set) var text: String
    /// How long the last line is.
    private var column: Int

    /// The longest line that holds an encoded word. Source: RFC 2047, 2.
    static let maximumColumn = 76

    /// A field of free text.
    init(_ name: String, _ value: String) {
        self.init(name)
        for word in HeaderWords.unstructured(value, after: column) { append(word) }
    }

    /// A field of one address.
    init(_ name: String, _ address: MailAddress) {
        self.init(name)
        let owner = address.name.map { HeaderWords.phrase($0, after: column) } ?? []
        for word in owner { append(word) }
        append(owner.isEmpty ? address.encoded : "<\(address.encoded)>")
    }

    private init(_ name: String) {
        text = name + ":"
        column = text.utf8.count
    }

    /// Adds a word, with a blank or on a new line that begins with one.
    private mutating func append(_ word: String) {
        let length = 1 + word.utf8.count
        if column + length > Self.maximumColumn {
            text += "\r\n"
            column = 0
        }
        text += " " + word
        column += length
    }
}
