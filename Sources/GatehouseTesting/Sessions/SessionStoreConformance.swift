public import GatehouseSessions

/// What every engine of sessions must do, to run over an engine of your own.
///
/// ```swift
/// @Test(arguments: SessionStoreConformance.checks)
/// func conformance(check: SessionStoreConformance.Check) async throws {
///     try await check.run(over: MyStore())
/// }
/// ```
///
/// Each check makes sessions of its own, so all can run over one store, one after another or at the same time. Checks
/// for what an engine cannot do pass: those about removed sessions where ``SessionStore/canRevoke`` is false, those of
/// lists where it is no ``SessionDirectory``.
public enum SessionStoreConformance {
    /// One thing that an engine must do.
    public struct Check: Sendable, CustomStringConvertible {
        /// What, in words.
        public let name: String
        let body: @Sendable (any SessionStore) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (any SessionStore) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// Runs the check.
        ///
        /// - Throws: ``Failure`` when the engine does something else; what the engine throws.
        public func run(over store: any SessionStore) async throws {
            do {
                try await body(store)
            } catch let failure as Failure {
                throw Failure(check: name, detail: failure.detail)
            }
        }

        /// The name of the check.
        public var description: String { name }
    }

    /// What an engine did not do.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The name of the check.
        public let check: String
        /// What was found instead.
        public let detail: String

        /// The check and what was found instead.
        public var description: String { "\(check): \(detail)" }
    }

    /// All checks.
    public static let checks = tokenChecks + valueChecks + changeChecks + directoryChecks

    /// Runs all checks over one store, one after another.
    ///
    /// - Throws: ``Failure`` for the first that the engine does not pass; what the engine throws.
    public static func run(over store: any SessionStore) async throws {
        for check in checks { try await check.run(over: store) }
    }

    static func expect(_ condition: Bool, _ detail: @autoclosure () -> String) throws {
        if !condition { throw Failure(check: "", detail: detail()) }
    }

    static func require<Value>(_ value: Value?, _ detail: @autoclosure () -> String) throws -> Value {
        guard let value else { throw Failure(check: "", detail: detail()) }
        return value
    }
}
