/// A part that a site cannot do without failed: a store, a backend, an engine of somebody else's making.
///
/// Throw it in a store or a backend of your own for what passes, such as a connection that broke; the visitor gets 503,
/// "try again":
///
/// ```swift
/// func load(_ token: SessionToken) async throws -> SessionRecord? {
///     do { return try await redis.get(token.id.text) } catch let error as RedisConnectionError {
///         throw StoreFailure("redis", error)
///     }
/// }
/// ```
///
/// What such a part throws otherwise, and what does not say as a ``RefusalError`` what it is, is a fault of the program:
/// the visitor gets 500, because trying again does not help.
public struct StoreFailure: RefusalError, CustomStringConvertible, CustomDebugStringConvertible {
    /// Which part, such as `sessions`.
    public let part: String
    /// What it threw.
    public let underlying: any Error
    /// Whether the same may succeed later.
    public let isPassing: Bool

    /// A part that fails now; the same may succeed later.
    public init(_ part: String, _ underlying: any Error) { self.init(part, underlying, isPassing: true) }

    private init(_ part: String, _ underlying: any Error, isPassing: Bool) {
        self.part = part
        self.underlying = underlying
        self.isPassing = isPassing
    }

    /// Unavailable, or nil for what does not pass by itself.
    public var refusal: Refusal? { isPassing ? .unavailable() : nil }

    /// The part, and what it threw as it describes itself.
    public var description: String { "\(part): \(underlying)" }
    /// The part, and all that the error tells; may hold values.
    public var debugDescription: String { "\(part): \(String(reflecting: underlying))" }

    /// Runs the work of a part that may be somebody else's. Errors that say what they are, and a cancellation, pass as
    /// they are; of all others it is said which part threw them.
    package static func guarding<Result>(
        _ part: String, _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let error as any RefusalError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StoreFailure(part, error, isPassing: false)
        }
    }
}
