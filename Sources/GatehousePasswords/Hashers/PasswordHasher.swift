/// An algorithm that makes and verifies encoded hashes.
///
/// Hashing takes long and much memory on purpose: callers go through ``PasswordHashing``, never here.
public protocol PasswordHasher: Sendable {
    /// The name before the first `$` of the encoded form.
    var algorithm: String { get }

    /// How many bytes of memory one hash takes.
    var memory: Int { get }

    /// The encoded hash of a password with a new salt.
    ///
    /// - Throws: ``PasswordError``.
    func encode(_ password: [UInt8]) throws -> String

    /// Whether a password is the one of an encoded hash of this algorithm.
    ///
    /// - Throws: ``PasswordError`` with code `malformed`.
    func verify(_ password: [UInt8], _ encoded: String) throws -> Bool

    /// Whether a hash of this algorithm was made with other parameters, or a weaker salt, than this hasher makes.
    func needsRehash(_ encoded: String) -> Bool
}
