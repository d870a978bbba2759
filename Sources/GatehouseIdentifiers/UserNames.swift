public import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
public import GatehouseWeb

/// User names: an account may also sign in by a name that its owner chooses.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { UserNames() }
/// ```
///
/// The names are in a collection of their own, so the type of the accounts does not change. A site that does not name the
/// feature has nothing of it.
public struct UserNames<User: Account>: Feature {
    /// `usernames`, as settings name it.
    public let name = "usernames"
    private let rules: UserNameRules

    /// The feature.
    ///
    /// - Parameter rules: which names the site takes from now on; those that accounts have stay.
    public init(rules: UserNameRules = UserNameRules()) { self.rules = rules }

    /// The names with their collection, page, templates, texts and record, as names to sign in by.
    public func assemble(_ ground: FeatureGround<User>) -> FeatureParts<User> {
        let store = UserNameStore<User>(in: ground.database, accounts: ground.documents, now: ground.now)
        let page = UserNamePage(store: store, rules: rules)
        var parts = FeatureParts<User>()
        parts.add(store.documents)
        parts.accountNames = [UserNameSignIn(store: store)]
        parts.pages = [page.page]
        parts.securitySections = [page.section]
        parts.templates = IdentifierResources.templates
        parts.texts = IdentifierResources.texts
        parts.records = [Self.record(store)]
        return parts
    }

    private static func record(_ store: UserNameStore<User>) -> AccountRecord<User> {
        AccountRecord("identifiers") { _, id in
            let names = try await store.names(of: id)
            // A nil behind a question mark would be a null of BSON.
            guard !names.isEmpty else { return nil }
            return .array(
                BSONArray(
                    try names.map { name in
                        .document([
                            "username": .string(name.shown), "taken": try name.taken.bsonValue(),
                        ])
                    }))
        } erase: { id in
            try await store.freeAll(of: id)
        }
    }
}
