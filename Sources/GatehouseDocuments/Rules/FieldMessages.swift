/// The words for failures that a form shows. Those that Django has are worded as Django words them.
public enum FieldMessages {
    public static let required = "This field is required."
    public static let notPlain = "Control characters and the signs < and > are not allowed."
    public static let invalid = "Enter a valid value."
    public static let notWhole = "Enter a whole number."
    public static let notDate = "Enter a valid date."
    public static let invalidURL = "Enter a valid URL."
    public static let taken = "This value is already taken."
    public static let invalidChoice = "Select a valid choice."
    public static let invalidEmail = "Enter a valid email address."

    public static func tooShort(_ minimum: Int, has count: Int) -> String {
        "Ensure this value has at least \(minimum) character\(minimum == 1 ? "" : "s") (it has \(count))."
    }

    public static func tooLong(_ maximum: Int, has count: Int) -> String {
        "Ensure this value has at most \(maximum) character\(maximum == 1 ? "" : "s") (it has \(count))."
    }

    public static func tooSmall(_ minimum: String) -> String {
        "Ensure this value is greater than or equal to \(minimum)."
    }

    public static func tooLarge(_ maximum: String) -> String {
        "Ensure this value is less than or equal to \(maximum)."
    }
}
