/// An algorithm that makes and verifies encoded hashes.
///
/// Hashing takes long and much memory on purpose: callers go through ``PasswordHashing``, never here.
public protocol PasswordHasher: Sendable {
    /// The name of the algorithm, as it stands before the first `$` of Django's encoded form.
    var algorithm: String { get }

    /// What making a hash takes.
    var cost: HashCost { get }

    /// The most bytes a password may have for this algorithm. Hashes are made of whole passwords only.
    var maximumPasswordLength: Int { get }

    /// After how many bytes the systems that wrote stored hashes stopped reading a password; nil where they read all.
    ///
    /// Such a hash lets its owner in with the longer password that they chose, as it did where it comes from. That
    /// happens once: a hash of the whole password takes its place.
    var truncationLength: Int? { get }

    /// The encoded hash of a password with a new salt.
    ///
    /// - Throws: ``PasswordError``.
    func encode(_ password: [UInt8]) throws -> String

    /// Whether an encoded hash is of a form that ``verify(_:_:)`` reads.
    func recognizes(_ encoded: String) -> Bool

    /// What verifying an encoded hash takes, told from its parameters alone. ``verify(_:_:)`` is called only for a hash
    /// whose cost is within the limits.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    func cost(of encoded: String) throws -> HashCost

    /// Whether a password is the one of an encoded hash.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    func verify(_ password: [UInt8], _ encoded: String) throws -> Bool

    /// Whether a hash was made with other parameters, or a weaker salt, than this hasher makes.
    func needsRehash(_ encoded: String) -> Bool

    /// Does the work by which this hasher's own hash of a password costs more than an encoded one of its algorithm.
    ///
    /// - Throws: ``PasswordError``.
    func harden(_ password: [UInt8], _ encoded: String) throws

    /// The parts of an encoded hash that are safe to show: parameters in full, salt and hash masked.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    func summary(of encoded: String) throws -> [PasswordSummaryItem]
}

extension PasswordHasher {
    /// Nothing, for an algorithm without parameters.
    public var cost: HashCost { .none }
    /// As many bytes as a password of the greatest length may have: four for each character.
    public var maximumPasswordLength: Int { PasswordHashing.maximumLength * 4 }
    /// Nil: all of a password is read.
    public var truncationLength: Int? { nil }
    /// The same as a hash of one's own.
    public func cost(of encoded: String) throws -> HashCost { cost }
    /// Takes texts that begin with the algorithm's name and a `$`.
    public func recognizes(_ encoded: String) -> Bool { EncodedHash.hasAlgorithm(algorithm, encoded) }

    /// A hash that is cheaper, or of other parameters, costs one of ours besides.
    public func harden(_ password: [UInt8], _ encoded: String) throws {
        if needsRehash(encoded) { _ = try encode(password) }
    }
}

/// One part of an encoded hash, safe to show.
public struct PasswordSummaryItem: Sendable, Hashable {
    /// What it is, as Django names it.
    public let name: String
    /// Its value; salts and hashes show their first six characters, or two for md5's salt.
    public let value: String

    init(_ name: String, _ value: some CustomStringConvertible) {
        self.name = name
        self.value = value.description
    }

    static func masked(_ name: String, _ value: String, showing count: Int = 6) -> PasswordSummaryItem {
        let hidden = max(0, value.unicodeScalars.count - count)
        let shown = String(String.UnicodeScalarView(value.unicodeScalars.prefix(count)))
        return PasswordSummaryItem(name, shown + String(repeating: "*", count: hidden))
    }
}
