public import GatehouseAuth

/// What somebody who is signed in must be or have to get into a group of routes.
public struct Requirement<User: Account>: Sendable {
    enum Verdict {
        case met, lacking
        /// Met by signing in again.
        case stale
    }
    let check: @Sendable (User, Visit<User>) async throws -> Verdict

    /// Nothing more than to be signed in.
    public static var signedIn: Requirement { Requirement { _, _ in .met } }

    /// To have signed in no longer ago than this.
    public static func recentSignIn(within time: Duration) -> Requirement {
        Requirement { _, visit in try await visit.isRecent(within: time) ? .met : .stale }
    }

    /// To have shown so much of who one is: 2 for methods of different kinds. Somebody who has shown less signs in again.
    public static func level(_ level: Int) -> Requirement {
        Requirement { _, visit in try await visit.level >= level ? .met : .stale }
    }

    /// To have shown all that the account can show no longer ago than this: a second factor too, where it has one. For what
    /// changes how somebody signs in.
    public static func fresh(within time: Duration) -> Requirement {
        Requirement { user, visit in try await visit.isFresh(user, within: time) ? .met : .stale }
    }

    /// What a page asks for that changes how somebody signs in: all that the account can show, in the last ten minutes (AS5).
    package static var freshToChange: Requirement { .fresh(within: .seconds(600)) }

    /// Whatever a function of yours says of the account.
    public static func condition(_ isMet: @escaping @Sendable (User) async throws -> Bool) -> Requirement {
        Requirement { user, _ in try await isMet(user) ? .met : .lacking }
    }
}

extension Requirement where User: PermissionHolder {
    /// To have a permission, of one's own or by a group.
    public static func permission(_ name: String) -> Requirement {
        Requirement { user, visit in try await visit.permissions(of: user).contains(name) ? .met : .lacking }
    }
}
