#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FormField {
    /// What the values of a field are.
    public enum Kind: Sendable, Hashable {
        /// A text.
        case text
        /// An e-mail address, in any spelling.
        case email
        /// A password: never drawn with a value.
        case password
        /// A whole number, at least and at most; nil for no limit.
        case integer(minimum: Int? = nil, maximum: Int? = nil)
        /// Yes or no: a box to tick.
        case boolean
        /// One of several.
        case choice([Choice])
        /// A day, as `2023-11-14`.
        case date
        /// A text that the person does not see.
        case hidden
        /// A text of several lines.
        case multiline

        /// How it is drawn unless the field says otherwise.
        var widget: Widget {
            switch self {
            case .text: .text
            case .email: .email
            case .password: .password
            case .integer: .number
            case .boolean: .checkbox
            case .choice: .select
            case .date: .date
            case .hidden: .hidden
            case .multiline: .textarea
            }
        }
    }

    /// One of the values to choose from.
    public struct Choice: Sendable, Hashable {
        /// What is sent.
        public let value: String
        /// What the person reads.
        public let label: String

        /// A value and what it is called.
        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// How a field is drawn: an `input` of HTML with its `type`, or another element.
    public struct Widget: Sendable, Hashable {
        /// The `type` attribute; empty for elements that have none.
        public let inputType: String
        /// The element.
        public let element: String

        private init(_ inputType: String, element: String = "input") {
            self.inputType = inputType
            self.element = element
        }

        /// One line of text.
        public static let text = Widget("text")
        /// An e-mail address.
        public static let email = Widget("email")
        /// A password: never drawn with a value.
        public static let password = Widget("password")
        /// A number.
        public static let number = Widget("number")
        /// A box to tick.
        public static let checkbox = Widget("checkbox")
        /// A day.
        public static let date = Widget("date")
        /// Not shown.
        public static let hidden = Widget("hidden")
        /// A list to choose one from.
        public static let select = Widget("", element: "select")
        /// Several lines of text.
        public static let textarea = Widget("", element: "textarea")
    }
}
