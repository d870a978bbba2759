/// Why a permit was not given.
package struct PermitError: Error, Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// As many wait as may wait.
    package static let full = PermitError(name: "the queue is full")
    /// The time to wait was over.
    package static let timedOut = PermitError(name: "no permit within the time allowed")
    /// The task that waited was cancelled.
    package static let cancelled = PermitError(name: "cancelled")
    /// The queue was closed.
    package static let closed = PermitError(name: "closed")

    package var description: String { name }
}
