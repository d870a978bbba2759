public import GatehouseDocuments

/// Names, besides their email addresses, by which accounts sign in with their passwords: user names, numbers of members.
///
/// A feature brings them (`FeatureParts.accountNames`). ``EmailPasswordBackend`` then takes them where it takes an address,
/// with the same answers at the same cost.
public protocol AccountNames<User>: Sendable {
    /// The type of the site's accounts.
    associatedtype User: Account

    /// The one text for all spellings of a name, by which it is looked up and by which tries are counted; nil for a text
    /// that cannot be such a name, as an email address cannot. It looks nothing up.
    func canonical(_ typed: String) -> String?

    /// The key of the account that has a name, or nil.
    ///
    /// - Parameter name: as ``canonical(_:)`` has it.
    /// - Throws: when it cannot be told, as when a store fails.
    func account(named name: String) async throws -> User.ID?

    /// The names of an account, as ``canonical(_:)`` has them.
    ///
    /// - Throws: when it cannot be told, as when a store fails.
    func names(of user: User) async throws -> [String]
}
