public import GatehouseMessages

/// What forms tell of values that break a rule. Those that Django has are worded as Django words them.
public enum FieldMessages {
    /// Nothing was given.
    public static let required = Message(.required, "This field is required.")
    /// Control characters, `<` or `>`.
    public static let notPlain = Message(.notPlain, "Control characters and the signs < and > are not allowed.")
    /// No value of its kind.
    public static let invalid = Message(.invalid, "Enter a valid value.")
    /// No whole number.
    public static let notWhole = Message(.invalid, "Enter a whole number.")
    /// No day.
    public static let notDate = Message(.invalid, "Enter a valid date.")
    /// No address of a page.
    public static let invalidURL = Message(.invalid, "Enter a valid URL.")
    /// Another document has the value.
    public static let taken = Message(.taken, "This value is already taken.")
    /// None of the values to choose from.
    public static let invalidChoice = Message(.invalidChoice, "Select a valid choice.")
    /// No e-mail address.
    public static let invalidEmail = Message(.invalid, "Enter a valid email address.")

    /// Fewer characters than there must be.
    public static func tooShort(_ minimum: Int, has count: Int) -> Message {
        Message(
            .tooShort,
            "Ensure this value has at least \(minimum) \(plural: minimum, "character", "characters") (it has \(count))."
        )
    }

    /// More characters than there may be.
    public static func tooLong(_ maximum: Int, has count: Int) -> Message {
        Message(
            .tooLong,
            "Ensure this value has at most \(maximum) \(plural: maximum, "character", "characters") (it has \(count)).")
    }

    /// Less than the least value.
    public static func tooSmall(_ minimum: String) -> Message {
        Message(.tooSmall, "Ensure this value is greater than or equal to \(minimum).")
    }

    /// More than the greatest value.
    public static func tooLarge(_ maximum: String) -> Message {
        Message(.tooLarge, "Ensure this value is less than or equal to \(maximum).")
    }
}
