/// What a conformance suite found to be otherwise than it must be.
struct DocumentConformanceFailure: Error, Sendable, CustomStringConvertible {
    /// What was checked, and what was found.
    let description: String

    init(_ description: String) { self.description = description }
}

/// Checks for conformance suites, which run without a test framework.
enum Conformance {
    static func expect(_ condition: Bool, _ what: String) throws {
        if !condition { throw DocumentConformanceFailure(what) }
    }

    static func equal<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
        if found != wanted { throw DocumentConformanceFailure("\(what): found \(found), not \(wanted)") }
    }

    /// The error that the body throws, which must be of this type.
    static func error<Failure: Error>(
        _ type: Failure.Type, _ what: String, _ body: () async throws -> Void
    ) async throws -> Failure {
        do {
            try await body()
        } catch let error as Failure {
            return error
        }
        throw DocumentConformanceFailure("\(what): nothing was thrown")
    }
}
