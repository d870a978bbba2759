/// What an error is to whoever asked: one of a few kinds, with words and, for forms, what is wrong by field.
///
/// The web floor makes HTTP of it in one place, the command line an exit status.
public struct Refusal: Sendable, Hashable {
    /// The kind of refusal. Open-ended: later versions may add kinds.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// Its name.
        public let description: String

        /// What was given is wrong; ``Refusal/failures`` says where.
        public static let invalid = Kind(description: "invalid")
        /// Somebody must sign in first.
        public static let unauthenticated = Kind(description: "unauthenticated")
        /// It may not be done by whoever asked.
        public static let forbidden = Kind(description: "forbidden")
        /// It is not there, or not any more.
        public static let notFound = Kind(description: "not found")
        /// It changed since it was read.
        public static let conflict = Kind(description: "conflict")
        /// It was asked for too often; ``Refusal/retryAfter`` says when to come again.
        public static let throttled = Kind(description: "throttled")
        /// Something that is needed does not answer now; the same may succeed later.
        public static let unavailable = Kind(description: "unavailable")
    }

    /// The kind.
    public let kind: Kind
    /// What to tell; nil for what is usual for the kind.
    public let message: Message?
    /// What is wrong by field, for ``Kind/invalid``.
    public let failures: Failures
    /// How many seconds to wait, for ``Kind/throttled`` and ``Kind/unavailable``; 1 or more.
    public let retryAfter: Int?

    /// A refusal of its parts.
    public init(_ kind: Kind, _ message: Message? = nil, failures: Failures = Failures(), retryAfter: Int? = nil) {
        self.kind = kind
        self.message = message
        self.failures = failures
        self.retryAfter = retryAfter
    }

    /// What was given is wrong.
    public static func invalid(_ failures: Failures) -> Refusal { Refusal(.invalid, failures: failures) }

    /// Something does not answer.
    public static func unavailable(retryAfter seconds: Int = 5) -> Refusal {
        Refusal(.unavailable, retryAfter: seconds)
    }
}

/// An error that says by itself what it is to whoever asked.
///
/// ```swift
/// struct NotOnSundays: RefusalError {
///     var refusal: Refusal? { Refusal(.forbidden, Message("not_on_sundays", "Come back on Monday.")) }
/// }
/// ```
///
/// An error that does not is nobody's but the operator's: the visitor gets 500, and the log gets the error.
public protocol RefusalError: Error {
    /// What it is; nil where it is a fault of the program after all.
    var refusal: Refusal? { get }
}
