/// Helpers on Unicode scalars, of which only the letters and digits of ASCII mean something here.
enum StrengthPoints {
    static func isLower(_ point: UInt32) -> Bool { (97...122).contains(point) }
    static func isUpper(_ point: UInt32) -> Bool { (65...90).contains(point) }
    static func isDigit(_ point: UInt32) -> Bool { (48...57).contains(point) }
    static func lower(_ point: UInt32) -> UInt32 { isUpper(point) ? point + 32 : point }

    static func text(_ points: some Sequence<UInt32>) -> String {
        var text = String.UnicodeScalarView()
        for point in points { Unicode.Scalar(point).map { text.append($0) } }
        return String(text)
    }

    /// The length of a number in bits, in tenths.
    static func size(_ number: Int) -> Int { 10 * (Int.bitWidth - number.leadingZeroBitCount) }

    /// What capitals add to lower-case letters.
    static func capitals(_ points: ArraySlice<UInt32>) -> Int {
        let upper = points.count(where: isUpper)
        let letters = upper + points.count(where: isLower)
        guard upper > 0 else { return 0 }
        let isUsual = upper == letters || (upper == 1 && points.first.map(isUpper) == true)
        return isUsual ? 10 : 10 + 10 * min(upper, letters - upper)
    }

    /// A single character of no pattern.
    static func single(_ point: UInt32) -> Int {
        if isLower(point) { return 35 }
        if isDigit(point) { return 33 }
        return isUpper(point) ? 47 : 50
    }

    /// The words of a text, of three characters or more.
    static func words(_ text: String) -> [[UInt32]] {
        text.unicodeScalars.map { lower($0.value) }
            .split { $0 < 128 && !isLower($0) && !isDigit($0) }
            .filter { $0.count >= 3 }.map(Array.init)
    }
}
