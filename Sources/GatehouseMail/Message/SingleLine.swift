/// Text that must stay on one line.
enum SingleLine {
    /// The text with a blank in the place of everything that some reader takes for the end of a line or for a command:
    /// control characters and Unicode's line and paragraph separators.
    static func text(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        // CR LF is one character to Swift: only scalars tell it apart.
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: result.append(" ")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
