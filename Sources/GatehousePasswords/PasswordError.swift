public import GatehouseMessages

/// Why a password could not be hashed or verified.
public struct PasswordError: RefusalError, CustomStringConvertible {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// More characters than ``PasswordHashing/maximumLength``, or more bytes than the algorithm takes; no work was
        /// done.
        public static let tooLong = Code(name: "password too long")
        /// The encoded text is of a known algorithm and cannot be read.
        public static let malformed = Code(name: "malformed hash")
        /// The stored hash asks for more memory or work than ``HashLimits`` allow; nothing was computed.
        public static let tooCostly = Code(name: "hash costs too much")
        /// The hash is of an algorithm that this build knows and leaves out.
        public static let unsupported = Code(name: "algorithm not in this build")
        /// Too many hashes wait already, or one did not start within its deadline.
        public static let overloaded = Code(name: "overloaded")
        /// The library refused the parameters or ran out of memory.
        public static let failed = Code(name: "hashing failed")

        /// The code in words.
        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code
    /// What went wrong, without any part of the password or the hash.
    public let message: String
    /// What a library or the queue of hashes said, where one said why.
    public let underlying: (any Error)?

    init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// Whether the stored hash cannot be verified here, whatever the password is.
    package var isOfHash: Bool { [.malformed, .tooCostly, .unsupported].contains(code) }

    /// Too much work for now is unavailable, a password that is too long wrong input; the others are faults.
    public var refusal: Refusal? {
        switch code {
        case .overloaded: .unavailable(retryAfter: 2)
        case .tooLong: .invalid(Failures(PasswordMessages.tooLong, of: "password"))
        default: nil
        }
    }

    /// What went wrong, without any part of the password or the hash.
    public var description: String { "password: \(message)" + (underlying.map { ": \($0)" } ?? "") }
}
