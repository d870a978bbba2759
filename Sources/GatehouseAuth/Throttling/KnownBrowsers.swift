import Foundation
import GatehouseBase
import GatehouseSigning

/// Tells browsers that signed in to an account before from others, by a text that they keep. Pure: times come in.
///
/// For each name of each account the text holds random bytes, a day, and a code over the name and both. It signs nobody
/// in: whoever has it may guess in a bucket of its own, apart from the tries of everybody else. Source: OWASP, "Slow
/// Down Online Guessing Attacks with Device Cookies".
struct KnownBrowsers: Sendable {
    /// How many days after a sign-in a browser is known; browsers keep cookies little longer.
    static let maximumDays = 365
    /// How many names a text holds, newest first.
    static let maximumNames = 6

    /// One name of a text. It cannot be told whose it is without the name.
    private struct Entry {
        static let identifierLength = 16
        static let length = identifierLength + 5 + 22

        /// 96 random bits as base64url, by which tries are counted.
        let identifier: String
        /// Days since 1970, five digits.
        let day: Int
        /// 128 bits of an HMAC as base64url.
        let code: String

        init(_ name: String, identifier: String, day: Int, key: SaltedHMAC.Key) {
            self.identifier = identifier
            self.day = day
            code = Self.code(name, identifier, day, key)
        }

        init?(_ text: Substring) {
            let bytes = Array(text.utf8)
            guard bytes.count == Self.length else { return nil }
            func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            guard let day = Int(part(Self.identifierLength..<Self.identifierLength + 5)), day >= 0 else { return nil }
            identifier = part(0..<Self.identifierLength)
            self.day = day
            code = part(Self.identifierLength + 5..<Self.length)
        }

        var text: String { identifier + Self.text(day) + code }

        func fits(_ name: String, _ keys: [SaltedHMAC.Key]) -> Bool {
            // Every key is tried, so that the time tells nothing of which one fits.
            keys.reduce(false) { ConstantTime.equals(code, Self.code(name, identifier, day, $1)) || $0 }
        }

        private static func text(_ day: Int) -> String {
            let digits = String(day)
            return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
        }

        private static func code(_ name: String, _ identifier: String, _ day: Int, _ key: SaltedHMAC.Key) -> String {
            // The name comes last: the parts before it have one length each.
            Base64URL.encode(key.code(for: identifier + text(day) + name).prefix(16))
        }
    }

    private let keys: [SaltedHMAC.Key]

    init(keys: SecretKeys) {
        self.keys = keys.all.map { SaltedHMAC.Key(salt: "gatehouse.known-browsers", secret: $0) }
    }

    /// What the tries of an account by a browser that brought a text are counted by; nil where the browser is not known
    /// to the account.
    func identifier(for name: String, in text: String?, at now: Date) -> String? {
        entries(of: text, at: now).first { $0.fits(name, keys) }?.identifier
    }

    /// The text for a browser that has just signed in to an account of some names. It takes the place of the one that it
    /// brought, whose other accounts stay.
    func text(adding names: [String], to text: String?, at now: Date) -> String {
        // New each time: whoever took the one before gets no more tries by this sign-in.
        let identifier = Base64URL.encode(RandomText.bytes(count: 12))
        let new = names.map { Entry($0, identifier: identifier, day: Self.day(now), key: keys[0]) }
        let others = entries(of: text, at: now).filter { entry in !names.contains { entry.fits($0, keys) } }
        return (new + others).prefix(Self.maximumNames).map(\.text).joined(separator: ".")
    }

    private func entries(of text: String?, at now: Date) -> [Entry] {
        guard let text, text.utf8.count <= Self.maximumNames * (Entry.length + 1) else { return [] }
        let today = Self.day(now)
        return text.split(separator: ".").compactMap { Entry($0) }.filter {
            ($0.day...$0.day + Self.maximumDays).contains(today)
        }
    }

    private static func day(_ now: Date) -> Int { Int(now.timeIntervalSince1970 / 86_400) }
}
