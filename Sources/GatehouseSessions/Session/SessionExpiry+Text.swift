import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SessionExpiry {
    /// The member of the data that holds it. Django's.
    static let key = "_session_expiry"

    /// Seconds that are not taken for a lifetime any more: about 3,000 years.
    private static let limit: UInt64 = 100_000_000_000

    /// What the member says; nil for none.
    ///
    /// - Throws: ``SessionError/malformedExpiry``.
    init?(_ value: BSONValue?) throws(SessionError) {
        switch value {
        case nil, .null: return nil
        case .bool(let value): self = .idle(whole: value ? 1 : 0)  // in Python, truth is a number
        case .int32, .int64:
            guard let seconds = value?.integer, seconds.magnitude < Self.limit else { throw .malformedExpiry }
            self = .idle(whole: Int(seconds))
        case .double(let value):
            guard value.magnitude < TimeInterval(Self.limit) else { throw .malformedExpiry }
            self = .idle(real: value)
        case .string(let text):
            guard let date = PythonDate.date(text) else { throw .malformedExpiry }
            self = .at(date)
        default: throw .malformedExpiry
        }
    }

    /// The member that says it.
    var value: BSONValue {
        switch kind {
        case .whole(let seconds): .integer(Int64(seconds))
        case .seconds(let seconds): .double(seconds)
        case .date(let date): .string(PythonDate.text(date))
        }
    }

    /// The seconds of idleness it allows; nil when it ends at a moment or does not say.
    var idleSeconds: TimeInterval? {
        switch kind {
        case .whole(let seconds): seconds == 0 ? nil : TimeInterval(seconds)
        case .seconds(let seconds): seconds == 0 ? nil : seconds
        case .date: nil
        }
    }

    /// The moment it ends; nil when that depends on its use.
    var date: Date? { if case .date(let date) = kind { date } else { nil } }

    var isBrowserClose: Bool { date == nil && idleSeconds == nil }
}

/// Moments as Python's `isoformat` writes them and `fromisoformat` reads them.
enum PythonDate {
    /// `2023-11-16T22:13:25+00:00`, with six digits of a fraction that is not zero.
    static func text(_ date: Date) -> String {
        // Python's years go from 1 to 9999.
        let time = min(max(date.timeIntervalSince1970, -62_135_596_800), 253_402_300_799)
        let micros = time.isNaN ? 0 : Int((time * 1_000_000).rounded())
        let (seconds, fraction) = micros.quotientAndRemainder(flooredBy: 1_000_000)
        let (day, clockTime) = seconds.quotientAndRemainder(flooredBy: 86_400)
        let (year, month, dayOfMonth) = civil(day)
        let clock = "\(pad(clockTime / 3600)):\(pad(clockTime / 60 % 60)):\(pad(clockTime % 60))"
        let rest = fraction == 0 ? "" : ".\(pad(fraction, 6))"
        return "\(pad(year, 4))-\(pad(month))-\(pad(dayOfMonth))T\(clock)\(rest)+00:00"
    }

    /// The moment of a text; without an offset it counts as UTC. Nil when it is none.
    static func date(_ text: String) -> Date? {
        var rest = Array(text.utf8)[...]
        guard let year = digits(4, &rest), take("-", &rest), let month = digits(2, &rest), take("-", &rest),
            let day = digits(2, &rest), (1...12).contains(month), (1...31).contains(day),
            let days = daysSinceEpoch(year, month, day)
        else { return nil }
        if rest.isEmpty { return Date(timeIntervalSince1970: TimeInterval(days * 86_400)) }
        rest.removeFirst()
        guard let hour = digits(2, &rest), take(":", &rest), let minute = digits(2, &rest), hour < 24, minute < 60
        else { return nil }
        var second = 0
        var fraction = 0.0
        if take(":", &rest) {
            guard let value = digits(2, &rest), value < 60 else { return nil }
            second = value
            if take(".", &rest) {
                let part = rest.prefix { (0x30...0x39).contains($0) }
                guard (1...6).contains(part.count), let value = Double("0.\(String(decoding: part, as: UTF8.self))")
                else { return nil }
                fraction = value
                rest = rest.dropFirst(part.count)
            }
        }
        guard let offset = offset(rest) else { return nil }
        return Date(
            timeIntervalSince1970: TimeInterval(days * 86_400 + hour * 3600 + minute * 60 + second - offset) + fraction)
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.isEmpty || bytes.elementsEqual("Z".utf8) { return 0 }
        var rest = bytes
        let isNegative = take("-", &rest)
        guard isNegative || take("+", &rest), let hour = digits(2, &rest), take(":", &rest),
            let minute = digits(2, &rest), rest.isEmpty, hour < 24, minute < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hour * 3600 + minute * 60)
    }

    private static func digits(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
        let part = rest.prefix(count)
        guard part.count == count, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func take(_ text: StaticString, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first, first == text.utf8Start.pointee else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func pad(_ number: Int, _ count: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar, or nil when the month has no such day.
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let before = year - 1
        let years = 365 * before + before / 4 - before / 100 + before / 400 - 719_162
        return years + lengths[..<(month - 1)].reduce(0, +) + day - 1
    }

    /// Year, month and day of a number of days from 1970-01-01: guesses the year and corrects.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        var year = 1970 + Int((Double(days) / 365.2425).rounded(.down))
        while let start = daysSinceEpoch(year + 1, 1, 1), start <= days { year += 1 }
        while let start = daysSinceEpoch(year, 1, 1), start > days { year -= 1 }
        var month = 12
        while month > 1, let start = daysSinceEpoch(year, month, 1), start > days { month -= 1 }
        return (year, month, days - (daysSinceEpoch(year, month, 1) ?? days) + 1)
    }
}

extension Int {
    fileprivate func quotientAndRemainder(flooredBy divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
