/// Why a session could not be saved.
public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// The session was removed while the request ran, as by a sign-out in another tab. Nothing was written.
    public static let interrupted = SessionError(name: "the session ended while the request was under way")

    public var description: String { name }
}
