/// What is wrong with what somebody gave: messages by field, and those that belong to no field.
///
/// The one currency of field rules, documents, passwords, sign-up, forms and JSON.
///
/// ```swift
/// var failures: Failures = ["title": [Message(.required, "This field is required.")]]
/// failures.add(Message("Nothing can be saved on Sundays."))
/// failures.isEmpty             // false
/// failures["title"]            // the messages of a field
/// ```
public struct Failures: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The name that stands for no field.
    public static let whole = ""

    private var messages: [String: [Message]]

    /// None.
    public init() { messages = [:] }

    /// Messages by field; under ``whole`` those of no field.
    public init(_ messages: [String: [Message]]) { self.messages = messages.filter { !$0.value.isEmpty } }

    /// One message of one field.
    public init(_ message: Message, of field: String) { messages = [field: [message]] }

    /// Messages by field; those of a name that stands twice are added up.
    public init(dictionaryLiteral elements: (String, [Message])...) {
        self.init(Dictionary(elements, uniquingKeysWith: +))
    }

    /// Whether nothing is wrong.
    public var isEmpty: Bool { messages.isEmpty }

    /// The fields that have messages, sorted; without ``whole``.
    public var fields: [String] { messages.keys.filter { $0 != Self.whole }.sorted() }

    /// The messages of a field, those of no field under ``whole``; empty when there are none.
    public subscript(field: String) -> [Message] { messages[field] ?? [] }

    /// The messages that belong to no field.
    public var ofWhole: [Message] { self[Self.whole] }

    /// Adds a message, unless the field has it already.
    ///
    /// - Parameter field: nil for none.
    public mutating func add(_ message: Message, to field: String? = nil) {
        let field = field ?? Self.whole
        guard messages[field]?.contains(message) != true else { return }
        messages[field, default: []].append(message)
    }

    /// Adds all messages of others.
    public mutating func add(_ others: Failures) {
        for (field, messages) in others.messages { for message in messages { add(message, to: field) } }
    }

    /// The same messages under other names, such as those of embedded fields with their path before them.
    public func renamed(_ rename: (String) -> String) -> Failures {
        Failures(Dictionary(messages.map { (rename($0.key), $0.value) }, uniquingKeysWith: +))
    }

    /// The English texts by field, for logs of tests and command lines.
    public var texts: [String: [String]] { messages.mapValues { $0.map(\.text) } }
}
