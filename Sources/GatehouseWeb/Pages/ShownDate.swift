#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Dates as pages and mails show them, which every language reads: in UTC.
package enum ShownDate {
    /// As `2026-11-24 18:12`.
    package static func moment(_ date: Date) -> String {
        String(date.formatted(.iso8601).prefix(16)).replacing("T", with: " ")
    }

    /// As `2026-11-24`.
    package static func day(_ date: Date) -> String { String(date.formatted(.iso8601).prefix(10)) }
}
