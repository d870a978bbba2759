public import Gatehouse
public import GatehouseAuth
public import GatehouseWeb

/// What every feature must do, to run over a feature of your own.
///
/// ```swift
/// @Test(arguments: FeatureConformance<User>.checks)
/// func conformance(check: FeatureConformance<User>.Check) async throws {
///     try await check.run(over: .init(configure: Notes.configure) { NotesFeature() })
/// }
/// ```
///
/// Each check runs a site in memory that has the feature and nothing else.
public enum FeatureConformance<User: Account> {
    /// One thing that a feature must do.
    public typealias Check = ConformanceCheck<Subject>

    /// A feature, and a site for it.
    public struct Subject: Sendable {
        let feature: any Feature<User>
        let fields: [String: String]
        let configure: @Sendable (inout GatehouseSettings) throws -> Void

        /// A feature to check.
        ///
        /// - Parameters:
        ///   - fields: what sign-up asks for besides address and password, by field.
        ///   - configure: changes the settings, as the application's own start does.
        ///   - feature: the feature.
        public init(
            fields: [String: String] = [:],
            configure: @escaping @Sendable (inout GatehouseSettings) throws -> Void = { _ in },
            feature: @Sendable () -> any Feature<User>
        ) {
            self.fields = fields
            self.configure = configure
            self.feature = feature()
        }
    }

    /// All checks.
    public static var checks: [Check] { nameChecks + pageChecks + recordChecks + textChecks }

    /// Runs all checks, one after another.
    ///
    /// - Throws: ``ConformanceFailure`` for the first that the feature does not pass; what the feature throws.
    public static func run(over subject: Subject) async throws {
        for check in checks { try await check.run(over: subject) }
    }
}
