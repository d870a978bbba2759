public import GatehouseMessages

/// Why a session could not be read or saved. Open-ended: later versions may add codes.
public struct SessionError: RefusalError, Hashable, CustomStringConvertible {
    let name: String
    /// The key it is about, where it is about one.
    public let key: String?
    /// What the store said, where it said why; plays no part in `==`.
    public private(set) var underlying: (any Error)?

    init(_ name: String, key: String? = nil) {
        self.name = name
        self.key = key
    }

    /// The same with its cause.
    package func caused(by error: any Error) -> SessionError {
        var caused = self
        caused.underlying = error
        return caused
    }

    /// Whether the same went wrong with the same key; the cause does not count.
    public static func == (left: SessionError, right: SessionError) -> Bool {
        left.name == right.name && left.key == right.key
    }

    /// By what went wrong and the key.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(key)
    }

    /// The session was removed while the request ran, as by a sign-out in another tab. Nothing was written.
    public static let interrupted = SessionError("the session ended while the request was under way")
    /// The session got another token while the request ran, as by a sign-in in another tab. Nothing was written.
    public static let replaced = SessionError("the session got another token while the request was under way")
    /// The session is larger than its engine takes. Nothing was written.
    public static let tooLarge = SessionError("the session is larger than its engine takes")
    /// The member `_session_expiry` is neither a number nor a date.
    public static let malformedExpiry = SessionError("the session's own expiry cannot be read")
    /// The store still changed it after many tries.
    public static let contended = SessionError("too many requests change the session at once")
    /// A value that was set by subscript has no BSON form.
    public static func unencodable(_ key: String) -> SessionError {
        SessionError("a value that was set has no BSON form", key: key)
    }

    /// A session that ended meanwhile, or that too many change at once, is told to the visitor; the others are faults of the
    /// program.
    public var refusal: Refusal? {
        switch self {
        case .interrupted:
            Refusal(
                .invalid,
                Message(
                    .sessionEnded, "The session ended while the request was under way. Sign in again."))
        case .replaced:
            Refusal(
                .conflict,
                Message(
                    .sessionReplaced, "Your session was renewed while the request was under way. Try again."))
        case .contended: .unavailable()
        default: nil
        }
    }

    /// What went wrong, for which key, and why.
    public var description: String {
        (key.map { "\(name): \"\($0)\"" } ?? name) + (underlying.map { ": \($0)" } ?? "")
    }
}

extension Message.Code {
    /// The session ended while the request was under way.
    public static let sessionEnded: Self = "session_ended"
    /// The session got another token while the request was under way.
    public static let sessionReplaced: Self = "session_replaced"
}
