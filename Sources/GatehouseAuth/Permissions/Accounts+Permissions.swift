import GatehouseDocuments

extension Accounts where User: PermissionHolder {
    /// What an account may do: its own permissions and those of its groups, read in one query. Nothing is read for a
    /// superuser, an inactive account, and one without groups.
    ///
    /// - Throws: `MongoError`.
    public func permissions(of user: User) async throws -> PermissionSet {
        guard user.isActive, !user.isSuperuser, !user.groups.isEmpty else { return PermissionSet(of: user, groups: []) }
        return PermissionSet(of: user, groups: try await groups(named: user.groups))
    }
}

extension Accounts {
    /// The groups of some names, of those that there are.
    package func groups(named names: [String]) async throws -> [AccountGroup] {
        guard let groups else { return [] }
        return try await groups.find { $0.id.in(names) }
    }
}
