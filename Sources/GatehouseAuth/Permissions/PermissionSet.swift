/// What one account may do. Names are compared by their UTF-8 bytes.
public struct PermissionSet: Sendable, Hashable {
    private let all: Bool
    private let own: Set<[UInt8]>

    /// Nothing: what nobody, and an account that is not active, may do.
    public static let none = PermissionSet(all: false, own: [])

    /// Whether it is everything, as a superuser's.
    public var isEverything: Bool { all }

    /// The names, sorted; empty for everything.
    public var names: [String] { own.map { String(decoding: $0, as: UTF8.self) }.sorted() }

    private init(all: Bool, own: Set<[UInt8]>) {
        self.all = all
        self.own = own
    }

    /// What an account may do.
    ///
    /// - Parameter groups: the groups that it is in, of those that there are.
    public init(of user: some PermissionHolder, groups: [AccountGroup]) {
        guard user.isActive else {
            self = .none
            return
        }
        all = user.isSuperuser
        own = Set((user.permissions + groups.flatMap(\.permissions)).map { Array($0.utf8) })
    }

    /// Whether a permission is among them.
    public func contains(_ permission: String) -> Bool { all || own.contains(Array(permission.utf8)) }
}

/// An object that has its own say on who may do what with it.
///
/// ```swift
/// extension Note: PermissionGuarded {
///     func allows(_ permission: String, for user: User, granted: Bool) -> Bool { granted || owner == user.id }
/// }
/// ```
public protocol PermissionGuarded<User> {
    /// The type of the site's accounts.
    associatedtype User: PermissionHolder

    /// Whether an active account may do something with it. Not asked for superusers, who may do everything.
    ///
    /// - Parameter granted: whether the account has the permission for all objects.
    func allows(_ permission: String, for user: User, granted: Bool) async throws -> Bool
}
