public import GatehouseMessages

/// A stored session does not have the form that its store gives sessions, as after another program wrote into it.
///
/// It is a fault of what is stored and not of the moment: the visitor gets 500, and the log names the session and the
/// field. The session can be ended by ``id`` although it cannot be read.
public struct UnreadableSessionError: RefusalError, CustomStringConvertible {
    /// Names the session in the store and on the command line. It may be logged: it is the SHA-256 of the token, which
    /// nobody can make the token of again.
    public let id: SessionID
    /// The field of the stored session that does not fit; nil where the whole cannot be read.
    public let field: String?
    /// What the decoder said.
    public let underlying: any Error

    /// A stored session that cannot be read.
    ///
    /// - Parameters:
    ///   - id: names the session; never its token.
    ///   - field: what does not fit, by its name in the store; nil where the whole cannot be read.
    ///   - underlying: what the decoder said.
    public init(_ id: SessionID, field: String?, underlying: any Error) {
        self.id = id
        self.field = field
        self.underlying = underlying
    }

    /// Nil: trying again does not help.
    public var refusal: Refusal? { nil }

    /// Which row cannot be read, and where.
    public var description: String {
        "a stored session cannot be read" + (field.map { ": \($0)" } ?? "") + ": \(underlying)"
    }
}
