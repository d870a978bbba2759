/// The words for failures that a form shows. Those that Django has are worded as Django words them.
public enum FieldMessages {
    public static let required = "This field is required."
    public static let notPlain = "Control characters and the signs < and > are not allowed."
    public static let invalidEmail = "Enter a valid email address."

    public static func tooShort(_ minimum: Int, has count: Int) -> String {
        "Ensure this value has at least \(minimum) character\(minimum == 1 ? "" : "s") (it has \(count))."
    }

    public static func tooLong(_ maximum: Int, has count: Int) -> String {
        "Ensure this value has at most \(maximum) character\(maximum == 1 ? "" : "s") (it has \(count))."
    }
}
