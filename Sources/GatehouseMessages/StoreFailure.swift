/// A part that a site cannot do without failed: a store, a backend, an engine of somebody else's making. The same may
/// succeed later.
public struct StoreFailure: RefusalError, CustomStringConvertible, CustomDebugStringConvertible {
    /// Which part, such as `sessions`.
    public let part: String
    /// What it threw.
    public let underlying: any Error

    /// A part that failed.
    public init(_ part: String, _ underlying: any Error) {
        self.part = part
        self.underlying = underlying
    }

    /// Unavailable: the same may succeed later.
    public var refusal: Refusal? { .unavailable() }

    /// The part, and what it threw as it describes itself.
    public var description: String { "\(part): \(underlying)" }
    /// The part, and all that the error tells; may hold values.
    public var debugDescription: String { "\(part): \(String(reflecting: underlying))" }

    /// Runs the work of a part whose errors mean that it failed. Errors that say what they are, those of a document that
    /// does not fit its type, and a cancellation pass as they are.
    package static func guarding<Result>(
        _ part: String, _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let error as any RefusalError {
            throw error
        } catch let error as DecodingError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StoreFailure(part, error)
        }
    }
}
