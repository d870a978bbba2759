import GatehouseBase
public import GatehouseMessages

/// A field of a form: what it is called, how it is drawn and how its value is cleaned.
public struct FormField: Sendable, Hashable {
    /// The name in the form.
    public let name: String
    /// What the person reads beside it.
    public var label: String
    /// What its values are.
    public var kind = Kind.text
    /// How it is drawn.
    public var widget = Widget.text
    /// What stands in it while nothing was sent; nil for nothing.
    public var initial: FormValue?
    /// What stands in it while it is empty, as an example.
    public var placeholder = ""
    /// What password managers and browsers should fill in. Source: HTML, "Autofill".
    public var autocomplete = ""
    /// A hint below it; nil for none.
    public var help: Message.Words?
    /// Whether a value must be given; for a box, whether it must be ticked.
    public var isRequired = true
    /// Whether it is shown and cannot be changed: what is sent for it does not count.
    public var isDisabled = false
    /// Whether white space around a text is dropped. Never around passwords, unless this is set.
    public var strips: Bool {
        get { ownStrips ?? (widget != .password) }
        set { ownStrips = newValue }
    }
    private var ownStrips: Bool?
    /// Whether a password that was typed stands in the field again when the form is shown once more. It is in the page
    /// then, for caches, extensions and whoever looks on. Django's `render_value`.
    public var showsTypedPassword = false
    /// The least number of Unicode code points.
    public var minimumLength: Int?
    /// The greatest number of Unicode code points.
    public var maximumLength: Int?
    /// What is told instead of the usual words, by the message's code.
    public var messages: [Message.Code: Message.Words] = [:]
    /// More attributes of the element, as `class` and `data-…`; nil for one without a value.
    public var attributes: [Attribute] = []

    /// An attribute of an HTML element.
    public struct Attribute: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value; nil for an attribute that has none, as `autofocus`.
        public let value: String?

        /// An attribute.
        public init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// A field of a name.
    ///
    /// - Parameter label: what the person reads; by default the name as words, `first_name` as "First name".
    public init(_ name: String, label: String? = nil, _ kind: Kind = .text) {
        self.name = name
        self.label = label ?? Self.words(name)
        self.kind = kind
        widget = kind.widget
        if kind == .email { maximumLength = 320 }
    }

    /// A name as words: the underscores as blanks, the first letter a capital, as Django does it.
    public static func words(_ name: String) -> String {
        name.replacing("_", with: " ").lowercased().capitalizedAtStart
    }
}
