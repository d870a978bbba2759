import Crypto
import GatehouseBase

/// A code that stands in for a lost factor, once: 16 letters and digits, which are 80 random bits (RC1 asks for 64).
enum RecoveryCode {
    /// Crockford's base 32: no I, L, O and U, which are taken for others or make words.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 16

    /// A new one, in groups of four: `7K2M-Q4XD-…`.
    static func make() -> String {
        let letters = RandomText.bytes(count: length).map { alphabet[Int($0 & 31)] }
        return stride(from: 0, to: length, by: 4).map { String(decoding: letters[$0..<$0 + 4], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// What was typed as its letters: of either case, with anything between groups, O as zero, I and L as one; nil where
    /// it cannot be a code.
    static func letters(of typed: String) -> String? {
        guard typed.utf8.count <= 64 else { return nil }
        var letters: [UInt8] = []
        for byte in typed.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"): continue
            case UInt8(ascii: "o"), UInt8(ascii: "O"): letters.append(UInt8(ascii: "0"))
            case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "L"):
                letters.append(UInt8(ascii: "1"))
            default:
                let capital = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
                guard alphabet.contains(capital) else { return nil }
                letters.append(capital)
            }
        }
        return letters.count == length ? String(decoding: letters, as: UTF8.self) : nil
    }

    /// What is stored of a code of an account. Its bits are too many to be tried, so no slow hash is needed.
    static func hash(_ letters: String, of account: String) -> String {
        Hexadecimal.text(SHA256.hash(data: Array("recovery-code \(letters) \(account)".utf8)))
    }
}
