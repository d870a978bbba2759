public import GatehouseAuth

/// What every store of tries must do, to run over a store of your own.
///
/// ```swift
/// @Test(arguments: ThrottleStoreConformance.checks)
/// func conformance(check: ThrottleStoreConformance.Check) async throws {
///     try await check.run(over: MyThrottleStore())
/// }
/// ```
///
/// Each check counts in buckets of its own, so all can run over one store, one after another or at the same time. Their
/// times are in the future, so that a store that removes by the real time what has ended does not remove theirs.
public enum ThrottleStoreConformance {
    /// One thing that a store must do.
    public typealias Check = ConformanceCheck<any ThrottleStore>

    /// All checks.
    public static let checks: [Check] = takeChecks + blockChecks + returnChecks

    /// Runs all checks over one store, one after another.
    ///
    /// - Throws: ``ConformanceFailure`` for the first that the store does not pass; what the store throws.
    public static func run(over store: any ThrottleStore) async throws {
        for check in checks { try await check.run(over: store) }
    }
}
