import GatehouseBase
public import GatehouseMessages
import GatehouseSigning

/// A message that one page leaves for the next: "Your account was created."
///
/// It travels in a cookie that is signed, so that nobody else puts words into a page.
public struct PageMessage: Sendable, Hashable {
    /// How it is meant, for its look.
    public enum Level: String, Sendable {
        case info, success, warning
    }

    /// What it is, for programs and templates.
    public let code: Message.Code
    /// The words; translated when they are shown.
    public let words: Message.Words
    /// How they are meant.
    public let level: Level

    /// A message of its words.
    public init(_ words: Message.Words, code: Message.Code = .told, level: Level = .success) {
        self.code = code
        self.words = words
        self.level = level
    }

    /// A message that has a code already.
    public init(message: Message, level: Level = .success) {
        self.init(message.words, code: message.code, level: level)
    }

    /// How long a message waits for its page.
    static let maximumAge = Duration.seconds(60)
    /// The most messages that are kept, and the bytes of each.
    private static let maximumCount = 5
    private static let maximumLength = 400
    /// The most values of a message.
    private static let maximumValues = 9
    /// The most bytes of the cookie's value; browsers take 4096 with the name and the attributes.
    private static let maximumSize = 3500

    /// The cookie's value for some messages.
    static func cookieValue(_ messages: [PageMessage], keys: SecretKeys) -> String {
        var list = messages.suffix(maximumCount).map { message -> JSONValue in
            .array(
                [.string(kind(message)), pattern(message.words)]
                    + message.words.values.prefix(maximumValues).map(json))
        }
        while true {
            let value = signed(keys).dumps(.array(list), compresses: true)
            if value.utf8.count <= maximumSize || list.isEmpty { return value }
            // The oldest go first.
            list.removeFirst()
        }
    }

    /// The messages of a cookie's value; none for one that is not ours.
    static func read(_ cookie: String, keys: SecretKeys) -> [PageMessage] {
        guard !cookie.isEmpty, cookie.utf8.count <= 4096,
            case .array(let list)? = try? signed(keys).loads(cookie, maximumAge: maximumAge)
        else { return [] }
        return list.prefix(maximumCount).compactMap { item in
            guard case .array(let parts) = item, parts.count >= 2, let (level, code) = parts[0].string.flatMap(kind)
            else { return nil }
            return words(parts[1], parts.dropFirst(2).compactMap(value)).map {
                PageMessage($0, code: code, level: level)
            }
        }
    }

    /// The level, and the code where there is one: `success account_created`.
    private static func kind(_ message: PageMessage) -> String {
        message.level.rawValue + (message.code == .told ? "" : " " + cut(message.code.name))
    }

    private static func kind(_ text: String) -> (Level, Message.Code)? {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let level = parts.first.flatMap(Level.init) else { return nil }
        return (level, parts.count > 1 ? Message.Code(parts[1]) : .told)
    }

    /// The pattern, with the number that decides between its forms and the English form for one where there is one.
    private static func pattern(_ words: Message.Words) -> JSONValue {
        let pattern = JSONValue.string(cut(words.pattern))
        guard let count = words.count else { return pattern }
        return .array([pattern, .string(String(count))] + (words.singular.map { [.string(cut($0))] } ?? []))
    }

    private static func words(_ json: JSONValue, _ values: [Message.Value]) -> Message.Words? {
        guard case .array(let parts) = json else { return json.string.map { Message.Words($0, values) } }
        guard let pattern = parts.first?.string, parts.count > 1 else { return nil }
        let singular = parts.count > 2 ? parts[2].string : nil
        return Message.Words(pattern, values, count: parts[1].string.flatMap { Int($0) }, singular: singular)
    }

    /// A value as it is, or as the only member of a list where it is a term.
    private static func json(_ value: Message.Value) -> JSONValue {
        switch value {
        case .text(let text): .string(cut(text))
        case .term(let term): [.string(cut(term))]
        }
    }

    private static func value(_ json: JSONValue) -> Message.Value? {
        if case .array(let parts) = json { return parts.first?.string.map(Message.Value.term) }
        return json.string.map(Message.Value.text)
    }

    /// The beginning of a text, within its bytes: one character can be longer than any cookie.
    private static func cut(_ text: String) -> String {
        var cut = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            size += UTF8.width(scalar)
            guard size <= maximumLength else { break }
            cut.append(scalar)
        }
        return String(cut)
    }

    private static func signed(_ keys: SecretKeys) -> SignedJSON { SignedJSON(keys: keys, salt: "gatehouse.messages") }
}
