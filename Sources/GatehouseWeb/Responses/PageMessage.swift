import GatehouseBase
import GatehouseSigning

/// A message that one page leaves for the next: "Your account was created."
///
/// It travels in a cookie that is signed, so that nobody else puts words into a page.
public struct PageMessage: Sendable, Hashable {
    /// How it is meant, for its look.
    public enum Level: String, Sendable {
        case info, success, warning
    }

    /// The words, in English; translated when they are shown.
    public let text: String
    /// How they are meant.
    public let level: Level

    /// A message.
    public init(_ text: String, level: Level = .success) {
        self.text = text
        self.level = level
    }

    /// Seconds for which a message waits for its page.
    static let maximumAge = 60
    /// The most messages that are kept, and the bytes of each.
    private static let maximumCount = 5
    private static let maximumLength = 400
    /// The most bytes of the cookie's value; browsers take 4096 with the name and the attributes.
    private static let maximumSize = 3500

    /// The cookie's value for some messages.
    static func cookieValue(_ messages: [PageMessage], keys: SecretKeys) -> String {
        var list = messages.suffix(maximumCount).map { message -> JSONValue in
            [.string(message.level.rawValue), .string(cut(message.text))]
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
            case .array(let list)? = try? signed(keys).loads(cookie, maximumAge: Double(maximumAge))
        else { return [] }
        return list.prefix(maximumCount).compactMap { item in
            guard case .array(let parts) = item, parts.count == 2, let text = parts[1].string,
                let level = parts[0].string.flatMap(Level.init)
            else { return nil }
            return PageMessage(text, level: level)
        }
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
