import Crypto
import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// HMAC under a key derived from a salt and a secret, as Django's `salted_hmac`.
public enum SaltedHMAC {
    /// The hash function.
    public enum Algorithm: String, Sendable {
        case sha256
        case sha512
        /// What Django up to 6 takes when its caller names none. Only to read what old code signed.
        case sha1
    }

    /// The bytes of the code: 32 for SHA-256, 64 for SHA-512, 20 for SHA-1.
    ///
    /// - Parameters:
    ///   - value: what is authenticated, as UTF-8.
    ///   - salt: what the code is for, so that one made for another purpose does not fit.
    ///   - secret: the secret key.
    public static func code(
        for value: String, salt: String, secret: String, algorithm: Algorithm = .sha256
    ) -> [UInt8] {
        let secret = Array((salt + secret).utf8)
        let value = Array(value.utf8)
        switch algorithm {
        case .sha256:
            let key = SymmetricKey(data: SHA256.hash(data: secret))
            return Array(HMAC<SHA256>.authenticationCode(for: value, using: key))
        case .sha512:
            let key = SymmetricKey(data: SHA512.hash(data: secret))
            return Array(HMAC<SHA512>.authenticationCode(for: value, using: key))
        case .sha1:
            let key = SymmetricKey(data: Insecure.SHA1.hash(data: secret))
            return Array(HMAC<Insecure.SHA1>.authenticationCode(for: value, using: key))
        }
    }

    /// A key derived from a salt and a secret, for codes of SHA-256 that are made often.
    public struct Key: Sendable {
        /// The function with the key in it, and nothing else yet: each code begins with a copy.
        private let keyed: HMAC<SHA256>

        /// The key of a salt and a secret.
        public init(salt: String, secret: String) {
            keyed = HMAC(key: SymmetricKey(data: SHA256.hash(data: Array((salt + secret).utf8))))
        }

        /// The bytes of the code for a value: 32.
        public func code(for value: String) -> [UInt8] {
            var value = value
            return value.withUTF8 { code(for: UnsafeRawBufferPointer($0)) }
        }
        /// The bytes of the code for bytes: 32.
        public func code(for value: [UInt8]) -> [UInt8] { value.withUnsafeBytes { code(for: $0) } }
        /// The code in lower-case hexadecimal digits.
        public func hexCode(for value: String) -> String { Hexadecimal.text(code(for: value)) }

        private func code(for value: UnsafeRawBufferPointer) -> [UInt8] {
            var function = keyed
            function.update(data: value)
            return function.finalize().withUnsafeBytes { Array($0) }
        }
    }

    /// The code in lower-case hexadecimal digits.
    public static func hexCode(
        for value: String, salt: String, secret: String, algorithm: Algorithm = .sha256
    ) -> String {
        Hexadecimal.text(code(for: value, salt: salt, secret: secret, algorithm: algorithm))
    }
}
