import Crypto
import GatehouseBase

/// What a browser keeps of the accounts that remember it: a secret for each, newest first. Whose each is cannot be told
/// without the store. Pure.
struct BrowserSecrets {
    /// How many accounts one browser is remembered by.
    static let maximum = 6
    /// Letters and digits of a secret: 131 random bits.
    private static let length = 22

    let all: [String]

    /// The secrets of what a browser brought; none in what is not ours.
    init(_ text: String?) {
        guard let text, text.utf8.count <= Self.maximum * (Self.length + 1) else {
            all = []
            return
        }
        let parts = text.split(separator: ".").map(String.init)
        all = parts.allSatisfy { $0.utf8.count == Self.length } ? parts : []
    }

    /// A new secret. Never one that the browser brought: another may have given it that.
    static func make() -> String { RandomText.make(count: length) }

    /// What the browser is to keep with a new secret before those that it has.
    func text(adding secret: String, without dropped: Set<String>) -> String {
        ([secret] + all.filter { !dropped.contains($0) }).prefix(Self.maximum).joined(separator: ".")
    }

    /// What the store has of a secret of an account. Its bits are too many to be tried, so no slow hash is needed.
    static func hash(_ secret: String, of account: String) -> String {
        Hexadecimal.text(SHA256.hash(data: Array("remembered-browser \(secret) \(account)".utf8)))
    }

    /// The same of all secrets.
    func hashes(of account: String) -> [String] { all.map { Self.hash($0, of: account) } }
}
