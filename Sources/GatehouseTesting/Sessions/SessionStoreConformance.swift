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
    public typealias Check = ConformanceCheck<any SessionStore>
    /// What an engine did not do.
    public typealias Failure = ConformanceFailure

    /// All checks.
    public static let checks: [Check] = tokenChecks + valueChecks + changeChecks + directoryChecks

    /// Runs all checks over one store, one after another.
    ///
    /// - Throws: ``ConformanceFailure`` for the first that the engine does not pass; what the engine throws.
    public static func run(over store: any SessionStore) async throws {
        for check in checks { try await check.run(over: store) }
    }
}
