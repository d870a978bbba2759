import GatehouseAuth
import GatehouseDocuments

/// User names as names to sign in by.
struct UserNameSignIn<User: Account>: AccountNames {
    let store: UserNameStore<User>

    func canonical(_ typed: String) -> String? { UserName(typed)?.text }

    func account(named name: String) async throws -> User.ID? { try await store.account(of: name) }

    func names(of user: User) async throws -> [String] {
        guard let id = user.id else { return [] }
        return try await store.names(of: id).compactMap(\.userName)
    }
}
