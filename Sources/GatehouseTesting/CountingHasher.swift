public import GatehousePasswords
import Synchronization

/// A hasher that counts what is asked of it, to show that every refusal costs the same.
public final class CountingHasher: PasswordHasher {
    /// How often each was asked for.
    public struct Calls: Sendable, Hashable {
        /// New hashes made.
        public var encoded: Int
        /// Hashes verified.
        public var verified: Int
        /// Hashes hardened.
        public var hardened: Int

        /// Counts; none unless told.
        public init(encoded: Int = 0, verified: Int = 0, hardened: Int = 0) {
            self.encoded = encoded
            self.verified = verified
            self.hardened = hardened
        }
    }

    private let base: any PasswordHasher
    private let counts = Mutex(Calls())

    /// Counts before it passes on.
    public init(_ base: any PasswordHasher) { self.base = base }

    /// How often each was asked for so far.
    public var calls: Calls { counts.withLock { $0 } }

    /// The name of the algorithm of the hasher it passes on to.
    public var algorithm: String { base.algorithm }
    /// What a new hash of that hasher takes.
    public var cost: HashCost { base.cost }
    /// The most bytes of a password that that hasher takes.
    public var maximumPasswordLength: Int { base.maximumPasswordLength }
    /// Whether that hasher reads a hash. Not counted.
    public func recognizes(_ encoded: String) -> Bool { base.recognizes(encoded) }
    /// What that hasher says verifying a hash takes. Not counted.
    ///
    /// - Throws: what the hasher throws.
    public func cost(of encoded: String) throws -> HashCost { try base.cost(of: encoded) }
    /// Whether that hasher would make a hash anew. Not counted.
    public func needsRehash(_ encoded: String) -> Bool { base.needsRehash(encoded) }
    /// The parts of a hash that are safe to show. Not counted.
    ///
    /// - Throws: what the hasher throws.
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] { try base.summary(of: encoded) }

    /// Counts and passes on.
    ///
    /// - Throws: what the hasher throws.
    public func encode(_ password: [UInt8]) throws -> String {
        counts.withLock { $0.encoded += 1 }
        return try base.encode(password)
    }

    /// Counts and passes on.
    ///
    /// - Throws: what the hasher throws.
    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        counts.withLock { $0.verified += 1 }
        return try base.verify(password, encoded)
    }

    /// Counts and passes on.
    ///
    /// - Throws: what the hasher throws.
    public func harden(_ password: [UInt8], _ encoded: String) throws {
        counts.withLock { $0.hardened += 1 }
        try base.harden(password, encoded)
    }
}
