/// A field of a form: what it is called, how it is drawn and how its value is cleaned.
public struct FormField: Sendable, Hashable {
    /// How a field is drawn, after the `type` of HTML's input element.
    public struct Widget: Sendable, Hashable {
        /// The `type` attribute.
        public let inputType: String
        /// One line of text.
        public static let text = Widget(inputType: "text")
        /// An e-mail address.
        public static let email = Widget(inputType: "email")
        /// A password: never drawn with a value, and its white space is kept.
        public static let password = Widget(inputType: "password")
    }

    /// The name in the form.
    public let name: String
    /// What the person reads beside it.
    public var label: String
    /// How it is drawn.
    public var widget = Widget.text
    /// What stands in it while it is empty.
    public var placeholder = ""
    /// What password managers and browsers should fill in. Source: HTML, "Autofill".
    public var autocomplete = ""
    /// A hint below it.
    public var help = ""
    /// Whether a value must be given.
    public var isRequired = true
    /// The least number of Unicode code points.
    public var minimumLength: Int?
    /// The greatest number of Unicode code points.
    public var maximumLength: Int?

    /// A field of a name and a label.
    public init(_ name: String, label: String) {
        self.name = name
        self.label = label
    }
}
