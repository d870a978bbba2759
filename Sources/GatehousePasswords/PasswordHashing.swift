import GatehouseSigning
public import ServiceLifecycle

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes and verifies encoded password hashes, away from the event loops.
///
/// The first hasher makes new hashes; all of them verify.
public final class PasswordHashing: Sendable, Service {
    /// The most bytes a password may have; longer ones are refused before any work.
    public static let maximumLength = 4096

    private let hashers: [any PasswordHasher]
    private let executor: HashingExecutor
    private let unknown: String

    /// The hasher that makes new hashes.
    public var preferred: any PasswordHasher { hashers[0] }

    /// Hashing by some algorithms, the preferred one first, on an executor; by default one thread a core.
    public init(_ hashers: [any PasswordHasher], executor: HashingExecutor? = nil) {
        precondition(!hashers.isEmpty, "at least one hasher is needed")
        self.hashers = hashers
        self.executor = executor ?? HashingExecutor(threads: ProcessInfo.processInfo.activeProcessorCount)
        unknown = UnusablePassword.make()
    }

    /// The encoded hash of a password.
    ///
    /// - Throws: ``PasswordError``; `CancellationError`.
    public func hash(_ password: String) async throws -> String {
        let bytes = try Self.bytes(of: password)
        let hasher = preferred
        return try await executor.run { try hasher.encode(bytes) }
    }

    /// Whether a password is the one of an encoded hash. A hash of an unknown algorithm, an unusable one and none at
    /// all cost the work of one new hash and are never right.
    ///
    /// - Throws: ``PasswordError``; `CancellationError`.
    public func verify(_ password: String, _ encoded: String?) async throws -> PasswordVerdict {
        let bytes = try Self.bytes(of: password)
        let encoded = encoded ?? unknown
        let preferred = preferred
        guard let hasher = hasher(for: encoded) else {
            return try await executor.run {
                _ = try preferred.encode(bytes)
                return PasswordVerdict(isCorrect: false, needsRehash: false)
            }
        }
        let needsRehash = hasher.algorithm != preferred.algorithm || preferred.needsRehash(encoded)
        return try await executor.run {
            let isCorrect = try Self.verify(bytes, encoded, hasher)
            return PasswordVerdict(isCorrect: isCorrect, needsRehash: isCorrect && needsRehash)
        }
    }

    /// Waits for graceful shutdown, then stops the threads.
    public func run() async throws {
        try? await gracefulShutdown()
        try await shutdown()
    }

    /// Lets the hashes under way end and stops the threads. Call it once.
    public func shutdown() async throws { try await executor.shutdown() }

    /// A stored hash that cannot be read lets nobody in.
    private static func verify(_ password: [UInt8], _ encoded: String, _ hasher: any PasswordHasher) throws -> Bool {
        do {
            return try hasher.verify(password, encoded)
        } catch let error as PasswordError where error.code == .malformed {
            return false
        }
    }

    private func hasher(for encoded: String) -> (any PasswordHasher)? {
        guard !UnusablePassword.isUnusable(encoded) else { return nil }
        let algorithm = encoded.utf8.prefix { $0 != UInt8(ascii: "$") }
        return hashers.first { $0.algorithm.utf8.elementsEqual(algorithm) }
    }

    private static func bytes(of password: String) throws -> [UInt8] {
        guard password.utf8.count <= maximumLength else {
            throw PasswordError(.tooLong, "a password has at most \(maximumLength) bytes")
        }
        return Array(password.utf8)
    }
}

/// What became of verifying a password.
public struct PasswordVerdict: Sendable, Hashable {
    /// Whether it is the right one.
    public let isCorrect: Bool
    /// Whether it is right and its hash should be made anew, by another algorithm or other parameters.
    public let needsRehash: Bool
}
