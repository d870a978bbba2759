public import GatehouseDocuments

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The cleaned value of a field.
public enum FormValue: Sendable, Hashable {
    case text(String)
    /// An e-mail address.
    case email(EmailAddress)
    case integer(Int)
    case boolean(Bool)
    /// The beginning of a day in UTC.
    case date(Date)
    /// Nothing was given for a number or a day that may be left out.
    case none

    /// The text of a text, and of an address as it was typed; else nil.
    public var text: String? {
        switch self {
        case .text(let value): value
        case .email(let address): address.typed
        default: nil
        }
    }
    /// The address of an address, else nil.
    public var email: EmailAddress? { if case .email(let address) = self { address } else { nil } }
    /// The number of a number, else nil.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The truth of yes or no, else nil.
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    /// The day of a day, else nil.
    public var date: Date? { if case .date(let value) = self { value } else { nil } }

    /// As it stands in the form.
    var sent: String {
        switch self {
        case .text(let value): value
        case .email(let address): address.typed
        case .integer(let value): String(value)
        case .boolean(let value): value ? "on" : ""
        case .date(let value): DayText.text(value)
        case .none: ""
        }
    }
}

/// Days as HTML writes them, `2023-11-14`.
enum DayText {
    static func text(_ date: Date) -> String { date.formatted(style) }

    /// The beginning of a day in UTC; nil for what is none, as the 30th of February.
    static func date(_ text: String) -> Date? {
        let isShaped = text.utf8.count == 10 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isShaped, let date = try? style.parse(text), self.text(date) == text else { return nil }
        return date
    }

    private static var style: Date.ISO8601FormatStyle { Date.ISO8601FormatStyle().year().month().day() }
}
