/// Why a permit was not given.
public struct PermitError: Error, Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// As many wait as may wait.
    public static let full = PermitError(name: "the queue is full")
    /// The time to wait was over.
    public static let timedOut = PermitError(name: "no permit within the time allowed")
    /// The task that waited was cancelled.
    public static let cancelled = PermitError(name: "cancelled")
    /// The queue was closed.
    public static let closed = PermitError(name: "closed")

    public var description: String { name }
}
