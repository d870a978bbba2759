#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Helpers to read and write encoded hashes. All of it works on bytes: a `$` followed by a combining mark is one
/// `Character`, and would not be found.
enum EncodedHash {
    /// Whether the text before the first `$` is the name of an algorithm.
    static func hasAlgorithm(_ name: String, _ encoded: String) -> Bool {
        encoded.utf8.prefix { $0 != UInt8(ascii: "$") }.elementsEqual(name.utf8)
    }

    /// The parts between `$`, at most so many; the last one keeps its own `$`.
    static func split(_ encoded: String, maximum: Int = .max) -> [String] {
        encoded.utf8
            .split(separator: UInt8(ascii: "$"), maxSplits: maximum - 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// A whole number of decimal digits as Python's `int()` reads the ASCII ones: blanks around it and a sign are fine.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    static func integer(_ text: String) throws -> Int {
        var digits = Substring(text).drop { $0 == " " }
        while digits.last == " " { digits.removeLast() }
        guard let value = Int(digits) else { throw PasswordError(.malformed, "a parameter is not a whole number") }
        return value
    }

    /// - Throws: ``PasswordError`` with code `malformed` for what Django refuses as a salt.
    static func check(salt: String) throws {
        guard !salt.isEmpty, !salt.utf8.contains(UInt8(ascii: "$")) else {
            throw PasswordError(.malformed, "a salt must not be empty or hold a $")
        }
    }

    static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Base64 without padding, in the standard alphabet or with passlib's `.` for `+`.
    static func bytes(unpaddedBase64 text: String) throws -> [UInt8] {
        var standard = text.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "+") : $0 }
        while let last = standard.last, last == UInt8(ascii: "=") { standard.removeLast() }
        standard.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - standard.count % 4) % 4))
        guard let data = Data(base64Encoded: Data(standard)) else {
            throw PasswordError(.malformed, "a part is not base64")
        }
        return Array(data)
    }

    /// The parameters of a PHC string, `m=65536,t=3,p=4`.
    static func parameters(_ text: String) -> [String: Int] {
        text.split(separator: ",").reduce(into: [:]) { all, part in
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { all[String(pair[0])] = Int(pair[1]) }
        }
    }

    /// Whether a salt of so many characters of `a-zA-Z0-9` has less than the 128 bits that Django asks for.
    static func isWeak(salt: String) -> Bool { salt.unicodeScalars.count < saltLength }

    /// The length of salts: the least number of letters and digits with 128 bits. Source: Django.
    static let saltLength = 22

    /// The most characters of a hash of ours: what Django's column holds.
    static let maximumLength = 128
}
