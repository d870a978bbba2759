import GatehouseSigning
import Testing

@Suite("Secrets that are stored and read again")
struct SecretBoxTests {
    private let keys = SecretKeys("the key of this year, for tests only")
    private let secret = Array("JBSWY3DPEHPK3PXP".utf8)

    @Test("what is sealed is opened, and each time another text")
    func round() throws {
        let box = SecretBox(keys, purpose: "apps")
        let sealed = try box.seal(secret, for: "ada 1")
        #expect(box.open(sealed, for: "ada 1")?.secret == secret)
        #expect(box.open(sealed, for: "ada 1")?.isOutdated == false)
        #expect(try box.seal(secret, for: "ada 1") != sealed)
        #expect(try box.open(box.seal([], for: ""), for: "")?.secret == [])
        #expect(!sealed.contains("JBSWY") && sealed.count == 2 + (secret.count + 28) * 4 / 3 + 1)
    }

    @Test("it is opened for its owner, its purpose and its key alone")
    func bound() throws {
        let box = SecretBox(keys, purpose: "apps")
        let sealed = try box.seal(secret, for: "ada 1")
        #expect(box.open(sealed, for: "bob 1") == nil)
        #expect(SecretBox(keys, purpose: "mails").open(sealed, for: "ada 1") == nil)
        #expect(SecretBox(SecretKeys("another"), purpose: "apps").open(sealed, for: "ada 1") == nil)
    }

    @Test("an older key still opens, and says that it is old")
    func rotation() throws {
        let sealed = try SecretBox(keys, purpose: "apps").seal(secret, for: "ada")
        let rotated = SecretBox(SecretKeys("a new key", fallbacks: [keys.current]), purpose: "apps")
        #expect(rotated.open(sealed, for: "ada")?.secret == secret)
        #expect(rotated.open(sealed, for: "ada")?.isOutdated == true)
    }

    @Test("a text that was changed anywhere, or is none, is not opened")
    func tampered() throws {
        let box = SecretBox(keys, purpose: "apps")
        let sealed = Array(try box.seal(secret, for: "ada").utf8)
        for place in sealed.indices {
            var changed = sealed
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(box.open(String(decoding: changed, as: UTF8.self), for: "ada") == nil)
        }
        for text in ["", "1.", "1.AAAA", "2.\(String(decoding: sealed.dropFirst(2), as: UTF8.self))", "1.%%"] {
            #expect(box.open(text, for: "ada") == nil)
        }
    }

    @Test("neither a box nor what it opened prints a secret")
    func printing() throws {
        let box = SecretBox(keys, purpose: "apps")
        let opened = try #require(box.open(try box.seal(secret, for: "ada"), for: "ada"))
        for text in ["\(box)", String(reflecting: box), "\(opened)", String(reflecting: opened)] {
            #expect(!text.contains("74") && !text.contains("this year"))
        }
    }
}
