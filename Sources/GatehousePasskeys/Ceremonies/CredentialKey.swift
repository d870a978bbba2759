import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The public key of a passkey, as COSE writes it (RFC 9052 and 9053).
struct CredentialKey: Sendable {
    /// An algorithm, by its number in IANA's register of COSE algorithms.
    enum Algorithm: Int, Sendable, CaseIterable {
        /// ECDSA with P-256 and SHA-256.
        case es256 = -7
        /// EdDSA, with Ed25519.
        case edDSA = -8
        /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812).
        case rs256 = -257
    }

    private enum Key: Sendable {
        case es256(P256.Signing.PublicKey)
        case edDSA(Curve25519.Signing.PublicKey)
        case rs256(_RSA.Signing.PublicKey)
    }

    let algorithm: Algorithm
    private let key: Key

    /// The labels of COSE_Key and of its kinds.
    private enum Label {
        static let kind = 1
        static let algorithm = 3
        static let curve = -1
        static let x = -2
        static let y = -3
        static let modulus = -1
        static let exponent = -2
    }

    /// RSA keys have at least 2048 bits (NIST SP 800-131A), and no more than 4096, which would only cost time.
    private static let modulusLengths = 256...512

    /// A key out of what an authenticator sent.
    ///
    /// - Throws: ``PasskeyRefusal/algorithm`` for one that was not offered, ``PasskeyRefusal/key`` for one that is none.
    init(_ value: CBOR) throws(PasskeyRefusal) {
        guard let number = value[Label.algorithm]?.integer, let algorithm = Algorithm(rawValue: number) else {
            throw .algorithm
        }
        self.algorithm = algorithm
        guard let key = Self.key(value, algorithm) else { throw .key }
        self.key = key
    }

    private static func key(_ value: CBOR, _ algorithm: Algorithm) -> Key? {
        switch algorithm {
        case .es256:
            guard value[Label.kind] == .unsigned(2), value[Label.curve] == .unsigned(1),
                let x = value[Label.x]?.bytes, let y = value[Label.y]?.bytes, x.count == 32, y.count == 32
            else { return nil }
            return (try? P256.Signing.PublicKey(rawRepresentation: x + y)).map(Key.es256)
        case .edDSA:
            guard value[Label.kind] == .unsigned(1), value[Label.curve] == .unsigned(6),
                let x = value[Label.x]?.bytes, x.count == 32
            else { return nil }
            return (try? Curve25519.Signing.PublicKey(rawRepresentation: x)).map(Key.edDSA)
        case .rs256:
            guard value[Label.kind] == .unsigned(3), let modulus = value[Label.modulus]?.bytes,
                let exponent = value[Label.exponent]?.bytes, modulusLengths ~= modulus.count, 1...8 ~= exponent.count
            else { return nil }
            return (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)).map(Key.rs256)
        }
    }

    /// Whether a signature is this key's.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch key {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        case .edDSA(let key): return key.isValidSignature(signature, for: message)
        case .rs256(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: .insecurePKCS1v1_5)
        }
    }
}
