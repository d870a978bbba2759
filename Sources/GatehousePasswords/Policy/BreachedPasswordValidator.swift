import Crypto
import GatehouseBase
public import GatehouseMessages
import Logging

/// Not one of the passwords of known leaks, as Have I Been Pwned lists them by their SHA-1.
///
/// Only the first five digits of the hash go to the source, which answers with all hashes that begin so: it does not
/// learn the password (k-anonymity). A source that fails is logged and lets the password pass.
public struct BreachedPasswordValidator: PasswordValidator {
    private let source: any BreachedPasswordSource
    /// In how many leaks a password must be to be refused.
    public let threshold: Int
    private let logger = Logger(label: "gatehouse.passwords")

    /// The rule over a source.
    public init(_ source: any BreachedPasswordSource, threshold: Int = 1) {
        self.source = source
        self.threshold = threshold
    }

    /// `password_breached` for a password that is in as many leaks as the threshold says; nothing when the source
    /// fails.
    public func failures(of password: String, for context: PasswordContext) async -> [Message] {
        let digest = Hexadecimal.text(Insecure.SHA1.hash(data: Array(password.utf8))).uppercased()
        let prefix = String(digest.prefix(5))
        do {
            let lines = try await source.range(prefix)
            guard Self.count(of: digest.dropFirst(5), in: lines) >= threshold else { return [] }
        } catch {
            logger.warning("Leaked passwords could not be looked up", metadata: ["error": "\(type(of: error))"])
            return []
        }
        return [Message(.passwordBreached, "This password has appeared in a data breach. Choose another one.")]
    }

    /// The number after a hash in lines of `SUFFIX:COUNT`; 0 when it is not there.
    private static func count(of suffix: Substring, in lines: String) -> Int {
        for line in lines.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0].elementsEqual(suffix.utf8) {
                return parts.count > 1 ? Int(Substring(parts[1])) ?? 1 : 1
            }
        }
        return 0
    }
}

/// Where hashes of leaked passwords come from.
public protocol BreachedPasswordSource: Sendable {
    /// The rest of every hash that begins with five upper-case hexadecimal digits, as lines of `SUFFIX:COUNT`.
    func range(_ prefix: String) async throws -> String
}
