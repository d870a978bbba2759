/// Dates as RFC 3339 writes them, in UTC, with milliseconds where there are any.
enum DateText {
    static func text(milliseconds: Int64) -> String {
        let days = milliseconds / 86_400_000
        let rest = Int(milliseconds % 86_400_000)
        let (year, month, day) = date(ofDay: Int(days))
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { pad($0, 2) }.joined(separator: ":")
        let fraction = rest % 1000 == 0 ? "" : ".\(pad(rest % 1000, 3))"
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(time)\(fraction)Z"
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The date of a day counted from 1970-01-01, in years that begin in March, so that the day that leap years add is
    /// the last.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468  // days from 0000-03-01
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }

    /// The milliseconds of a date and time with an offset, or nil. Fractions finer than a millisecond are cut.
    static func milliseconds(_ text: String) -> Int64? {
        let shape =
            #/([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))/#
        guard let match = text.wholeMatch(of: shape)?.output, let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6),
            (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = dayNumber(year, month, day)
        guard date(ofDay: days) == (year, month, day) else { return nil }
        var offset = 0
        if let sign = match.8, let hours = match.9.flatMap({ Int($0) }), let minutes = match.10.flatMap({ Int($0) }) {
            offset = (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
        }
        let digits = (match.7.map(String.init) ?? "").prefix(3)
        let thousandths = Int(digits + String(repeating: "0", count: 3 - digits.count)) ?? 0
        return Int64((((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + thousandths)
    }

    /// The day counted from 1970-01-01.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
