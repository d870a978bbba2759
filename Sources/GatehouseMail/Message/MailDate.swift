import Foundation

/// A moment, in UTC and in English whatever the machine's language is.
struct MailDate {
    private let parts: DateComponents

    init(_ date: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .nanosecond, .weekday], from: date)
    }

    /// As in RFC 5322, 3.3: `Tue, 24 Nov 2026 18:12:52 +0000`.
    var header: String {
        let weekday = Self.weekdays[(parts.weekday ?? 1) - 1]
        let month = Self.months[(parts.month ?? 1) - 1]
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(weekday), \(two(parts.day)) \(month) \(padded(parts.year, 4)) \(time) +0000"
    }

    /// For names of files, in the order of time: `20261124T181252.123Z`.
    var sortable: String {
        let day = padded(parts.year, 4) + two(parts.month) + two(parts.day)
        let time = two(parts.hour) + two(parts.minute) + two(parts.second)
        return "\(day)T\(time).\(padded(parts.nanosecond.map { $0 / 1_000_000 }, 3))Z"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private func two(_ value: Int?) -> String { padded(value, 2) }

    private func padded(_ value: Int?, _ digits: Int) -> String {
        let text = String(value ?? 0)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
