public import ServiceLifecycle

/// Makes and verifies encoded password hashes, away from the event loops.
///
/// ```swift
/// let passwords = PasswordHashing()
/// let hash = try await passwords.hash("correct horse")
/// let verdict = try await passwords.verify("correct horse", hash)
/// // verdict.isCorrect; if verdict.needsRehash, hash anew and store
/// ```
///
/// The first hasher makes new hashes; all of them verify. The work of refusing a password is that of one new hash, or
/// more: for an unknown account, an unusable password and a hash of other parameters alike.
public final class PasswordHashing: Sendable, Service {
    /// The most characters a password may have, counted as Django counts them: Unicode scalars. Longer ones are refused
    /// before any work.
    public static let maximumLength = 4096

    /// Whether a password has more than ``maximumLength`` characters.
    public static func isTooLong(_ password: String) -> Bool {
        // Bytes first, which are counted already: a scalar has one to four.
        let bytes = password.utf8.count
        return bytes > maximumLength && (bytes > maximumLength * 4 || password.unicodeScalars.count > maximumLength)
    }

    /// All hashers with their defaults: the preferred algorithm first, and the others to verify.
    ///
    /// - Parameter preferred: the hasher of new hashes.
    public static func allHashers(
        preferring preferred: any PasswordHasher = Argon2Hasher()
    ) -> [any PasswordHasher] {
        let all: [any PasswordHasher] = [
            Argon2Hasher(), ScryptHasher(), PBKDF2Hasher(), PBKDF2Hasher(digest: .sha1), BcryptHasher.sha256(),
            BcryptHasher.plain(), CryptHasher(),
        ]
        return [preferred] + all.filter { $0.algorithm != preferred.algorithm }
    }

    private let hashers: [any PasswordHasher]
    private let rehashes: Bool
    private let limits: HashLimits
    private let executor: HashingExecutor

    /// The hasher that makes new hashes.
    public var preferred: any PasswordHasher { hashers[0] }

    /// Hashing by some algorithms, the preferred one first.
    ///
    /// - Parameters:
    ///   - hashers: all that verify; the first makes new hashes.
    ///   - rehashes: whether verdicts ask for outdated hashes to be replaced. Turn it off beside a Django site with
    ///     other parameters: the two would rewrite each other's hashes at every sign-in, and each rewrite ends the
    ///     account's other sessions.
    ///   - limits: what verifying one stored hash may take.
    ///   - executor: the threads; by default a new one with its own.
    public init(
        _ hashers: [any PasswordHasher] = allHashers(), rehashes: Bool = true, limits: HashLimits = HashLimits(),
        executor: HashingExecutor? = nil
    ) {
        precondition(!hashers.isEmpty, "at least one hasher is needed")
        self.hashers = hashers
        self.rehashes = rehashes
        self.limits = hashers.reduce(limits) { $0.including($1.cost) }
        self.executor = executor ?? HashingExecutor()
    }

    /// Notes work that will need a hash before it asks anything of a store. As ``HashingExecutor/begin()``.
    package func begin() throws -> HashingPlace { try executor.begin() }

    /// Does work that will need a hash, with a place of its own until it ends; too much work for now is refused before it
    /// asks anything of a store. Work within such work needs no second place.
    ///
    /// - Throws: ``PasswordError`` with code `overloaded`; what the work throws.
    package func withPlace<Result>(_ work: () async throws -> Result) async throws -> Result {
        let place = try begin()
        defer { place.leave() }
        return try await work()
    }

    /// The hash of a password.
    ///
    /// - Throws: ``PasswordError``; `CancellationError`.
    public func hash(_ password: String) async throws -> PasswordHash {
        let hasher = preferred
        let bytes = try Self.bytes(of: password)
        guard bytes.count <= hasher.maximumPasswordLength else {
            throw PasswordError(.tooLong, "\(hasher.algorithm) takes at most \(hasher.maximumPasswordLength) bytes")
        }
        return try await executor.run(memory: hasher.cost.memory, algorithm: hasher.algorithm) {
            PasswordHash(try hasher.encode(bytes))
        }
    }

    /// Whether a password is the one of a hash. A hash of an unknown algorithm, an unusable one and none at
    /// all are never right.
    ///
    /// - Throws: ``PasswordError`` with code `tooLong` for more than ``maximumLength`` characters, `malformed` for a hash of
    ///   a known algorithm that cannot be read, `tooCostly` for one beyond the limits, `unsupported` for one that this
    ///   build leaves out, `overloaded`; `CancellationError`.
    public func verify(_ password: String, _ hash: PasswordHash?) async throws -> PasswordVerdict {
        let bytes = try Self.bytes(of: password)
        let preferred = preferred
        guard let encoded = hash?.text, let hasher = hasher(for: encoded) else {
            return try await executor.run(memory: preferred.cost.memory, algorithm: preferred.algorithm) {
                try Self.spend(bytes, preferred)
                return PasswordVerdict(isCorrect: false, needsRehash: false)
            }
        }
        let needsRehash = needsRehash(encoded)
        let isOurs = hasher.algorithm == preferred.algorithm
        let memory = max(try checkedCost(of: encoded, hasher).memory, needsRehash ? preferred.cost.memory : 0)
        let verified = verifiedPart(of: bytes, by: hasher)
        return try await executor.run(memory: memory, algorithm: hasher.algorithm) { [rehashes] in
            let isCorrect = try verified.map { try hasher.verify($0, encoded) } ?? false
            if !isCorrect, isOurs, bytes.count <= hasher.maximumPasswordLength {
                try preferred.harden(bytes, encoded)
            } else if !isCorrect {
                try Self.spend(bytes, preferred)
            }
            return PasswordVerdict(isCorrect: isCorrect, needsRehash: isCorrect && needsRehash && rehashes)
        }
    }

    /// The name of the algorithm of an encoded hash; nil for an unusable or unknown one.
    public func identify(_ encoded: String) -> String? { hasher(for: encoded)?.algorithm }

    /// Whether a hash is of another algorithm than the preferred one, of other parameters, or has a weaker salt.
    public func needsRehash(_ encoded: String) -> Bool {
        guard let hasher = hasher(for: encoded) else { return false }
        return hasher.algorithm != preferred.algorithm || preferred.needsRehash(encoded)
    }

    /// Whether verifying an encoded hash takes more than the limits allow, so that its account cannot sign in with it.
    /// Ask it of hashes that you bring in from elsewhere.
    public func isTooCostly(_ encoded: String) -> Bool {
        guard let hasher = hasher(for: encoded), let cost = try? hasher.cost(of: encoded) else { return false }
        return !limits.allow(cost)
    }

    /// Why an encoded hash cannot be verified, whatever the password: code `malformed` or `tooCostly`; nil where it can,
    /// and for an unusable one and one of an unknown algorithm, which let nobody in.
    package func fault(of hash: PasswordHash) -> PasswordError? {
        guard let hasher = hasher(for: hash.text) else { return nil }
        do {
            _ = try checkedCost(of: hash.text, hasher)
            return nil
        } catch {
            return error as? PasswordError
        }
    }

    private func checkedCost(of encoded: String, _ hasher: any PasswordHasher) throws -> HashCost {
        guard encoded.utf8.count <= HashLimits.encodedLength else {
            throw PasswordError(.malformed, "the hash is longer than \(HashLimits.encodedLength) bytes")
        }
        let cost = try hasher.cost(of: encoded)
        guard limits.allow(cost) else { throw PasswordError(.tooCostly, "this hash costs too much") }
        return cost
    }

    /// The parts of an encoded hash that are safe to show.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`, also for an unknown algorithm.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] {
        guard let hasher = hasher(for: encoded) else {
            throw PasswordError(.malformed, "the hash is unusable, or of an unknown algorithm")
        }
        return try hasher.summary(of: encoded)
    }

    /// Waits for graceful shutdown, then stops the threads.
    public func run() async throws {
        try? await gracefulShutdown()
        try await shutdown()
    }

    /// Lets the hashes under way end and stops the threads. Call it once.
    public func shutdown() async throws { try await executor.shutdown() }

    private func hasher(for encoded: String) -> (any PasswordHasher)? {
        guard !UnusablePassword.isUnusable(encoded) else { return nil }
        return hashers.first { $0.recognizes(encoded) }
    }

    /// The work of one new hash, for nothing.
    private static func spend(_ password: [UInt8], _ hasher: any PasswordHasher) throws {
        _ = try hasher.encode(Array(password.prefix(hasher.maximumPasswordLength)))
    }

    /// What a hasher can verify of a password: all of it; of a longer one the part that the hash's origin read, where the
    /// whole can be rehashed afterwards (P3); or nil.
    private func verifiedPart(of password: [UInt8], by hasher: any PasswordHasher) -> [UInt8]? {
        if password.count <= hasher.maximumPasswordLength { return password }
        guard let length = hasher.truncationLength, password.count <= preferred.maximumPasswordLength else {
            return nil
        }
        return Array(password.prefix(length))
    }

    private static func bytes(of password: String) throws -> [UInt8] {
        guard !isTooLong(password) else {
            throw PasswordError(.tooLong, "the password is longer than \(maximumLength) characters")
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
