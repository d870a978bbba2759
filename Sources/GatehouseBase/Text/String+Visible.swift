extension String {
    /// Without what cannot be seen at both ends: white space of any script, and marks such as zero-width spaces, byte-order
    /// and direction marks, which come along when a text is copied. Source: Unicode's properties `White_Space` and
    /// `Default_Ignorable_Code_Point`.
    package var trimmedToVisible: String {
        func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
        }
        let scalars = unicodeScalars.drop(while: isInvisible)
        let end = scalars.lastIndex { !isInvisible($0) }.map { scalars.index(after: $0) }
        return String(scalars[..<(end ?? scalars.startIndex)])
    }

    /// With a capital at its beginning, where that is one letter: "ß" has none of its own, and stays.
    package var capitalizedAtStart: String {
        guard let first = unicodeScalars.first else { return self }
        let capital = first.properties.titlecaseMapping.unicodeScalars
        guard capital.count == 1 else { return self }
        return String(String.UnicodeScalarView(capital) + unicodeScalars.dropFirst())
    }
}
