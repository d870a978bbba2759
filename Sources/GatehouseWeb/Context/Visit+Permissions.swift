public import GatehouseAuth

extension Visit where User: PermissionHolder {
    /// What an account may do; its groups are read once a request.
    func permissions(of user: User) async throws -> PermissionSet {
        let groups = user.isActive && !user.isSuperuser ? try await groups(named: user.groups) : []
        return PermissionSet(of: user, groups: groups)
    }

    /// Whether the visitor may do something. Nobody who is not signed in may.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    public func can(_ permission: String) async throws -> Bool {
        guard let user = try await user else { return false }
        return try await permissions(of: user).contains(permission)
    }

    /// Whether the visitor may do something with an object, by what the object says.
    ///
    /// - Throws: `StoreFailure` when a store fails; what the object throws.
    public func can<Object: PermissionGuarded>(
        _ permission: String, on object: Object
    ) async throws -> Bool where Object.User == User {
        guard let user = try await user, user.isActive else { return false }
        let all = try await permissions(of: user)
        if all.isEverything { return true }
        return try await object.allows(permission, for: user, granted: all.contains(permission))
    }
}

extension GatehouseRequestContext where User: PermissionHolder {
    /// Whether the visitor may do something, by a permission of the account or of a group. Nobody who is not signed in may.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    public func can(_ permission: String) async throws -> Bool { try await visit.can(permission) }

    /// Whether the visitor may do something with an object, by what the object says.
    ///
    /// - Throws: `StoreFailure` when a store fails; what the object throws.
    public func can<Object: PermissionGuarded>(
        _ permission: String, on object: Object
    ) async throws -> Bool where Object.User == User { try await visit.can(permission, on: object) }
}
