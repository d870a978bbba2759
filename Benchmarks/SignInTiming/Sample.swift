import Foundation

/// Running mean and variance. Source: Welford, 1962.
struct Sample: Sendable {
    var count = 0.0
    var mean = 0.0
    private var squares = 0.0
    var variance: Double { squares / (count - 1) }

    mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    }
}

/// What takes how long for accounts that there are, and for others.
struct Comparison: Sendable {
    var known = Sample()
    var unknown = Sample()

    /// Welch's |t|: below 4.5 nobody can tell the two apart by their time.
    var t: Double {
        let error = (known.variance / known.count + unknown.variance / unknown.count).squareRoot()
        return abs(known.mean - unknown.mean) / error
    }

    /// Adds the time of one of a pair.
    mutating func add(_ time: Duration, isKnown: Bool) {
        let microseconds = Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6
        if isKnown { known.add(microseconds) } else { unknown.add(microseconds) }
    }

    /// Times one after the other, in random order; the first tenth warms everything up.
    static func pairs(_ count: Int, _ measure: (_ isKnown: Bool) throws -> Duration) rethrows -> Comparison {
        var comparison = Comparison()
        for round in 0..<(count + count / 10) {
            for isKnown in Bool.random() ? [true, false] : [false, true] {
                let time = try measure(isKnown)
                if round >= count / 10 { comparison.add(time, isKnown: isKnown) }
            }
        }
        return comparison
    }

    func line(_ name: String) -> String {
        func text(_ value: Double, _ digits: Int) -> String {
            value.formatted(.number.precision(.fractionLength(digits)))
        }
        return "| \(name) | \(text(known.mean, 1)) µs | \(text(unknown.mean, 1)) µs | \(text(t, 2)) |"
    }
}
