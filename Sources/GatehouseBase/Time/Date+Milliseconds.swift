#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension Date {
    /// Whole milliseconds since 1970, the nearest: rounding down would take one from those that a date made of
    /// milliseconds has.
    package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    /// A time of milliseconds since 1970.
    package init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// The time so much later.
    package func adding(_ time: Duration) -> Date { addingTimeInterval(Double(time.milliseconds) / 1000) }

    /// The time so much earlier.
    package func subtracting(_ time: Duration) -> Date { adding(.zero - time) }
}
