import Foundation
import GatehouseSigning
import Testing

@testable import GatehouseAuth

@Suite("Known browsers")
struct KnownBrowserTests {
    private let browsers = KnownBrowsers(keys: SecretKeys("a key for tests only"))
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    @Test("S10: a browser is known to the accounts that signed in with it, by each of their names, and to no other")
    func known() {
        let first = browsers.text(adding: ["ada@example.com", "ada"], to: nil, at: now)
        let identifier = browsers.identifier(for: "ada@example.com", in: first, at: now)
        #expect(identifier != nil && browsers.identifier(for: "ada", in: first, at: now) == identifier)
        for other in ["bob@example.com", "", "ada@example.co", "Ada"] {
            #expect(browsers.identifier(for: other, in: first, at: now) == nil, "\(other)")
        }
        let both = browsers.text(adding: ["bob@example.com"], to: first, at: now)
        #expect(browsers.identifier(for: "ada@example.com", in: both, at: now) == identifier)
        #expect(browsers.identifier(for: "bob@example.com", in: both, at: now) != nil)
        // Each sign-in counts anew, so that whoever copied the text before gains nothing by it.
        let again = browsers.text(adding: ["ada@example.com", "ada"], to: both, at: now)
        #expect(browsers.identifier(for: "ada@example.com", in: again, at: now) != identifier)
        #expect(browsers.identifier(for: "bob@example.com", in: again, at: now) != nil)
        #expect(again.utf8.count == both.utf8.count)
    }

    @Test("S10: a text that was made up, changed or made for another name or key makes no browser known")
    func forged() {
        let text = browsers.text(adding: ["ada@example.com"], to: nil, at: now)
        func isKnown(_ text: String?) -> Bool { browsers.identifier(for: "ada@example.com", in: text, at: now) != nil }
        #expect(isKnown(text) && isKnown("x.\(text).y"))
        for place in text.indices {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
            #expect(!isKnown(changed), "\(changed)")
        }
        let other = KnownBrowsers(keys: SecretKeys("another key for tests"))
        for text in [
            nil, "", ".", String(text.dropLast()), text + "A", String(repeating: "A", count: 43),
            String(repeating: text + ".", count: 1000), "+00000\(text)",
            other.text(adding: ["ada@example.com"], to: nil, at: now),
        ] {
            #expect(!isKnown(text), "\(text ?? "nil")")
        }
    }

    @Test("it is known for a year, also by an older key, and with a bounded text")
    func age() {
        let text = browsers.text(adding: ["ada@example.com"], to: nil, at: now)
        for (days, isKnown) in [(0, true), (365, true), (366, false), (-2, false)] {
            let date = now.addingTimeInterval(Double(days) * 86_400)
            #expect((browsers.identifier(for: "ada@example.com", in: text, at: date) != nil) == isKnown, "\(days)")
        }
        let rotated = KnownBrowsers(keys: SecretKeys("a new key for tests", fallbacks: ["a key for tests only"]))
        #expect(rotated.identifier(for: "ada@example.com", in: text, at: now) != nil)
        var many: String?
        for number in 0..<20 { many = browsers.text(adding: ["u\(number)@example.com"], to: many, at: now) }
        #expect((many?.utf8.count ?? 0) < 300)
        #expect(browsers.identifier(for: "u19@example.com", in: many, at: now) != nil)
        #expect(browsers.identifier(for: "u13@example.com", in: many, at: now) == nil)
    }
}
