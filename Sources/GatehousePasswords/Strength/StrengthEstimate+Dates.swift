extension StrengthEstimate {
    private static let widths = [(2, 2, 4), (4, 2, 2), (2, 2, 2), (1, 1, 4), (1, 2, 4), (2, 1, 4)]
    private static let separators = [nil] + ".-/ _".unicodeScalars.map { Optional($0.value) }
    private static let years = 1900...2099

    /// `1987`, `24.12.1987`, `241287`.
    mutating func addDates() {
        for start in points.indices {
            if let year = number(start, 4), Self.years.contains(year) { add(start, start + 4, 70) }
            for widths in Self.widths {
                for separator in Self.separators {
                    guard let (end, cost) = date(start, widths, separator) else { continue }
                    add(start, end, cost)
                }
            }
        }
    }

    private func date(_ start: Int, _ widths: (Int, Int, Int), _ separator: UInt32?) -> (end: Int, cost: Int)? {
        let (first, second, third) = widths
        let gap = separator == nil ? 0 : 1
        guard gap == 1 || (first > 1 && second > 1) else { return nil }
        let middle = start + first + gap
        let last = middle + second + gap
        guard last + third <= points.count else { return nil }
        if let separator, points[middle - 1] != separator || points[last - 1] != separator { return nil }
        guard let one = number(start, first), let two = number(middle, second), let three = number(last, third) else {
            return nil
        }
        let (year, day, month) = first == 4 ? (one, two, three) : (three, one, two)
        let isLong = first == 4 || third == 4
        guard !isLong || Self.years.contains(year), Self.isDayAndMonth(day, month) else { return nil }
        return (last + third, 85 + (isLong ? 70 : 60) + 20 * gap)
    }

    private func number(_ start: Int, _ width: Int) -> Int? {
        guard start + width <= points.count else { return nil }
        var value = 0
        for point in points[start..<start + width] {
            guard StrengthPoints.isDigit(point) else { return nil }
            value = value * 10 + Int(point) - 48
        }
        return value
    }

    /// In either order.
    private static func isDayAndMonth(_ one: Int, _ other: Int) -> Bool {
        let (days, months) = (1...31, 1...12)
        return (days.contains(one) && months.contains(other)) || (days.contains(other) && months.contains(one))
    }
}
