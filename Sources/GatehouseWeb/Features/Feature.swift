public import GatehouseAuth

/// A capability that a site names and others do not pay for: second factors, passkeys, an admin.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) {
///     FavouriteColour()
///     AcceptTerms()
/// }
/// ```
///
/// It is a value that says what it brings; `docs/features.md` shows how to write one.
public protocol Feature<User>: Sendable {
    /// The type of the site's accounts.
    associatedtype User: Account

    /// Its name: small letters, digits and hyphens.
    var name: String { get }

    /// What it brings. Called once, at the start, before the site answers anybody.
    ///
    /// - Throws: when the site lacks what it needs; the start is refused then.
    func assemble(_ ground: FeatureGround<User>) throws -> FeatureParts<User>
}

/// A feature of a few lines that needs no type of its own.
///
/// ```swift
/// InlineFeature<User>("api-keys") { ground, parts in
///     parts.backends.append(KeyBackend(ground.documents, ground.passwords))
/// }
/// ```
public struct InlineFeature<User: Account>: Feature {
    /// The name, as settings and logs have it.
    public let name: String
    private let add: @Sendable (FeatureGround<User>, inout FeatureParts<User>) throws -> Void

    /// A feature that a function assembles.
    public init(
        _ name: String, _ add: @escaping @Sendable (FeatureGround<User>, inout FeatureParts<User>) throws -> Void
    ) {
        self.name = name
        self.add = add
    }

    /// The parts that the function adds.
    ///
    /// - Throws: what the function throws.
    public func assemble(_ ground: FeatureGround<User>) throws -> FeatureParts<User> {
        var parts = FeatureParts<User>()
        try add(ground, &parts)
        return parts
    }
}

/// Lists the features of a site. A step of the gate and a record of an account stand for themselves.
@resultBuilder
public enum FeatureBuilder<User: Account> {
    /// A feature.
    public static func buildExpression(_ feature: some Feature<User>) -> [any Feature<User>] { [feature] }
    /// A step of the gate.
    public static func buildExpression(_ step: some GateStep<User>) -> [any Feature<User>] {
        [InlineFeature<User>(step.name) { $1.steps.append(step) }]
    }
    /// Something that is kept about accounts.
    public static func buildExpression(_ record: AccountRecord<User>) -> [any Feature<User>] {
        [InlineFeature<User>(record.name) { $1.records.append(record) }]
    }
    /// All of them, in order.
    public static func buildBlock(_ features: [any Feature<User>]...) -> [any Feature<User>] { features.flatMap { $0 } }
    /// Those of an `if` without `else`.
    public static func buildOptional(_ features: [any Feature<User>]?) -> [any Feature<User>] { features ?? [] }
    /// Those of an `if`.
    public static func buildEither(first features: [any Feature<User>]) -> [any Feature<User>] { features }
    /// Those of an `else`.
    public static func buildEither(second features: [any Feature<User>]) -> [any Feature<User>] { features }
    /// Those of a loop.
    public static func buildArray(_ features: [[any Feature<User>]]) -> [any Feature<User>] { features.flatMap { $0 } }
}

/// Why features do not fit a site or each other.
public struct FeatureError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    /// An error of a feature's own.
    public init(_ description: String) { self.description = description }
}
