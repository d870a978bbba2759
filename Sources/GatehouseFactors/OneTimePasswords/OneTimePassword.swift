import Crypto
import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The one-time passwords of a secret: by a counter (HOTP, RFC 4226) and by time (TOTP, RFC 6238).
public struct OneTimePassword: Sendable, Hashable {
    /// The hash under HMAC. Apps that do not read the parameter take SHA-1.
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case sha1 = "SHA1"
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    /// What an authenticator app and the site share.
    public let secret: [UInt8]
    /// The hash.
    public let algorithm: Algorithm
    /// How many digits: 6 to 8.
    public let digits: Int
    /// How long a password by time is good: whole seconds, 1 or more.
    public let period: Duration

    /// How many bytes a new secret has: what RFC 4226 recommends in section 4, R6.
    public static let secretLength = 20

    /// The passwords of a secret.
    ///
    /// - Precondition: digits and period are in their ranges.
    public init(secret: [UInt8], algorithm: Algorithm = .sha1, digits: Int = 6, period: Duration = .seconds(30)) {
        precondition(
            (6...8).contains(digits) && period >= .seconds(1) && period.components.attoseconds == 0,
            "6 to 8 digits, and a period of whole seconds")
        self.secret = secret
        self.algorithm = algorithm
        self.digits = digits
        self.period = period
    }

    /// The password of a counter.
    public func password(counter: UInt64) -> String {
        let message = withUnsafeBytes(of: counter.bigEndian) { Array($0) }
        let key = SymmetricKey(data: secret)
        let mac: [UInt8] =
            switch algorithm {
            case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
            case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
            case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
            }
        // RFC 4226, section 5.3: the last four bits say where the 31 bits are taken from.
        let start = Int(mac[mac.count - 1] & 15)
        let number = mac[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus: UInt32 = [1_000_000, 10_000_000, 100_000_000][digits - 6]
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step of a moment; nil before 1970.
    public func step(at date: Date) -> Int64? {
        let step = (date.timeIntervalSince1970 / period.inSeconds).rounded(.down)
        return step >= 0 ? Int64(exactly: step) : nil
    }

    /// The password of a step.
    public func password(step: Int64) -> String { password(counter: UInt64(bitPattern: step)) }
}

extension OneTimePassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What kind it is, never the secret.
    public var description: String { "\(digits) digits every \(period.components.seconds) s by \(algorithm.rawValue)" }
    /// The same as ``description``: debugging shows no secret either.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
