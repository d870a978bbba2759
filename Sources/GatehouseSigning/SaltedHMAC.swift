import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// HMAC-SHA-256 under a key derived from a salt and a secret, as Django's `salted_hmac` with `algorithm="sha256"`.
public enum SaltedHMAC {
    /// The 32 bytes of the code.
    ///
    /// - Parameters:
    ///   - value: what is authenticated, as UTF-8.
    ///   - salt: what the code is for, so that one made for another purpose does not fit.
    ///   - secret: the secret key.
    public static func code(for value: String, salt: String, secret: String) -> [UInt8] {
        let key = SHA256.hash(data: Array((salt + secret).utf8))
        return Array(HMAC<SHA256>.authenticationCode(for: Array(value.utf8), using: SymmetricKey(data: key)))
    }

    /// The code in lower-case hexadecimal digits.
    public static func hexCode(for value: String, salt: String, secret: String) -> String {
        Hexadecimal.text(code(for: value, salt: salt, secret: secret))
    }
}

/// Bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
    /// Two digits for each byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
