extension StrengthEstimate {
    /// The most characters of a word.
    private static let longest = 20

    private static let disguised: [UInt32: UInt32] = Dictionary(
        uniqueKeysWithValues: zip("4@305$7+".unicodeScalars.map(\.value), "aaeosstt".unicodeScalars.map(\.value)))

    private static let ranks = Dictionary(
        uniqueKeysWithValues: CommonWords.ranks.map { ($0.unicodeScalars.map(\.value), $1) })

    /// The text with letters for the digits and signs that stand for them; `1` and `!` for i or l.
    private func plain(_ one: Unicode.Scalar) -> [UInt32] {
        points.map { point in
            point == 0x31 || point == 0x21 ? one.value : Self.disguised[point] ?? StrengthPoints.lower(point)
        }
    }

    /// Words, also backwards and with digits for letters.
    mutating func addWords() {
        let typed = points.map(StrengthPoints.lower)
        let texts = [typed, plain("i"), plain("l")]
        for start in points.indices {
            let last = min(start + Self.longest, points.count)
            guard start + 3 <= last else { break }
            for end in start + 3...last {
                let capitals = StrengthPoints.capitals(points[start..<end])
                for text in texts {
                    let part = Array(text[start..<end])
                    let disguise = part.elementsEqual(typed[start..<end]) ? 0 : 15
                    for (word, backwards) in [(part, 0), (part.reversed(), 10)] {
                        guard let rank = own.contains(word) ? 1 : Self.ranks[word] else { continue }
                        add(start, end, StrengthPoints.size(rank) + capitals + disguise + backwards)
                    }
                }
            }
        }
    }
}
