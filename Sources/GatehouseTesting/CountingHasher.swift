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

    public var algorithm: String { base.algorithm }
    public var cost: HashCost { base.cost }
    public var maximumPasswordLength: Int { base.maximumPasswordLength }
    public func recognizes(_ encoded: String) -> Bool { base.recognizes(encoded) }
    public func cost(of encoded: String) throws -> HashCost { try base.cost(of: encoded) }
    public func needsRehash(_ encoded: String) -> Bool { base.needsRehash(encoded) }
    public func summary(of encoded: String) throws -> [PasswordSummaryItem] { try base.summary(of: encoded) }

    public func encode(_ password: [UInt8]) throws -> String {
        counts.withLock { $0.encoded += 1 }
        return try base.encode(password)
    }

    public func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        counts.withLock { $0.verified += 1 }
        return try base.verify(password, encoded)
    }

    public func harden(_ password: [UInt8], _ encoded: String) throws {
        counts.withLock { $0.hardened += 1 }
        try base.harden(password, encoded)
    }
}
