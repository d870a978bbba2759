/// One thing that every implementation of a protocol must do, to run over one of your own.
public struct ConformanceCheck<Subject: Sendable>: Sendable, CustomStringConvertible {
    /// What, in words.
    public let name: String
    private let body: @Sendable (Subject) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Runs the check.
    ///
    /// - Throws: ``ConformanceFailure`` when the implementation does something else; what it throws by itself.
    public func run(over subject: Subject) async throws {
        do {
            try await body(subject)
        } catch let failure as ConformanceFailure {
            throw ConformanceFailure(check: name, detail: failure.detail)
        }
    }

    /// The name of the check.
    public var description: String { name }
}

/// What an implementation did not do.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    /// The name of the check.
    public let check: String
    /// What was found instead.
    public let detail: String

    /// The check and what was found instead.
    public var description: String { "\(check): \(detail)" }
}

/// Fails the check that runs unless a condition holds.
func expect(_ condition: Bool, _ detail: @autoclosure () -> String) throws {
    if !condition { throw ConformanceFailure(check: "", detail: detail()) }
}

/// A value that must be there; fails the check that runs otherwise.
func require<Value>(_ value: Value?, _ detail: @autoclosure () -> String) throws -> Value {
    guard let value else { throw ConformanceFailure(check: "", detail: detail()) }
    return value
}

/// Does some work many times at once.
func inParallel<Result: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
        for number in 0..<count { group.addTask { try await work(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
