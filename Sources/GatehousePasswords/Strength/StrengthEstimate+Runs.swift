extension StrengthEstimate {
    private static let usualStarts = Set("az019".unicodeScalars.map(\.value))

    private static func kind(_ point: UInt32) -> Int {
        StrengthPoints.isLower(point) ? 1 : StrengthPoints.isDigit(point) ? 2 : 0
    }

    /// `abc`, `987`.
    mutating func addSequences() {
        let lower = points.map(StrengthPoints.lower)
        for start in lower.indices.dropLast(2) {
            let step = Int(lower[start + 1]) - Int(lower[start])
            let kind = Self.kind(lower[start])
            guard abs(step) == 1, kind != 0 else { continue }
            let first = Self.usualStarts.contains(lower[start]) ? 20 : StrengthPoints.isDigit(lower[start]) ? 33 : 47
            var end = start + 1
            while end < lower.count, Int(lower[end]) - Int(lower[end - 1]) == step, Self.kind(lower[end]) == kind {
                end += 1
                guard end - start >= 3 else { continue }
                let capitals = StrengthPoints.capitals(points[start..<end])
                add(start, end, first + StrengthPoints.size(end - start) + (step < 0 ? 10 : 0) + capitals)
            }
        }
    }

    /// `aaa`, `abcabc`: what is repeated once, and how often.
    mutating func addRepeats() {
        for start in points.indices {
            for length in 1..<max(2, (points.count - start) / 2 + 1) where start + 2 * length <= points.count {
                let count = repeats(start, length)
                guard count >= 2, count * length >= 3 else { continue }
                let unit = StrengthEstimate(Array(points[start..<start + length]), own: own).tenths
                for times in 2...count where times * length >= 3 {
                    add(start, start + times * length, unit + StrengthPoints.size(times))
                }
                break
            }
        }
    }

    /// How often what is at a place follows on itself.
    private func repeats(_ start: Int, _ length: Int) -> Int {
        var count = 1
        while start + (count + 1) * length <= points.count,
            points[start..<start + length].elementsEqual(points[(start + count * length)...].prefix(length))
        {
            count += 1
        }
        return count
    }
}
